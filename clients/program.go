package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// program is a client under test: its name in the results, the package whose version is
// pinned, and the command that runs it in the folder of the programs.
type program struct {
	client, pkg string
	letter      string // distinguishes the rows of the programs
	arguments   []string
}

const python = "../.venv/bin/python"

var programs = []program{
	{"DynamicsWebApi", "dynamics-web-api", "d", []string{"node", "dynamicswebapi"}},
	{"PowerPlatform-Dataverse-Client", "PowerPlatform-Dataverse-Client", "s", []string{python, "-m", "sdk", "sync"}},
	{"PowerPlatform-Dataverse-Client, async", "PowerPlatform-Dataverse-Client", "a", []string{python, "-m", "sdk", "async"}},
	{"requests", "requests", "r", []string{python, "-m", "plain"}},
}

// runner runs the programs.
type runner struct {
	home   string
	limit  time.Duration // for each program
	stdout io.Writer
}

// measure runs every program. It returns an error if a program fails, or if its results are
// not exactly one result for each capability. It returns the results with an error too,
// except after an interruption.
func (r runner) measure(ctx context.Context, t target) (results, error) {
	all := results{}
	var errs []error
	for _, p := range programs {
		found, err := r.run(ctx, p, t)
		if ctx.Err() != nil {
			return nil, errors.New("interrupted")
		}
		all[p.client] = found
		if err == nil {
			err = complete(found)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", p.client, err))
		}
	}
	return all, errors.Join(errs...)
}

// run runs a program, and returns its results by capability.
func (r runner) run(ctx context.Context, p program, t target) (map[string]result, error) {
	ctx, cancel := context.WithTimeout(ctx, r.limit)
	defer cancel()
	t.Run += "-" + p.letter
	told, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, p.arguments[0], p.arguments[1:]...)
	cmd.Dir = filepath.Join(r.home, "programs")
	cmd.Env = environ(os.Environ(), t.ca)
	cmd.Stdin = bytes.NewReader(append(told, '\n'))
	cmd.WaitDelay = 10 * time.Second
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	found, failed := r.read(p, out)
	_, drained := io.Copy(io.Discard, out)
	err = cmd.Wait()
	switch {
	case failed != nil:
		return found, failed
	case ctx.Err() != nil:
		return found, fmt.Errorf("it took longer than %s", r.limit)
	case err != nil && countStatus(found, "failed") > 0:
		return found, fmt.Errorf("%d cases failed", countStatus(found, "failed"))
	case err != nil || drained != nil:
		return found, fmt.Errorf("%w: %s", err, redact(lastLine(said.Bytes()), t))
	}
	if n := countStatus(found, "skipped"); n > 0 && t.Emulated {
		return found, fmt.Errorf("%d cases were skipped, for which the emulator has what they need", n)
	}
	fmt.Fprintf(r.stdout, "%-38s %2d work, %2d refused as documented, %2d it has not, %2d skipped; %.1f s\n", p.client,
		countStatus(found, "works"), countStatus(found, "refused"), countStatus(found, "missing"), countStatus(found, "skipped"), time.Since(begun).Seconds())
	return found, nil
}

// read reads the results of a program as they arrive, and prints the failed and the skipped
// results.
func (r runner) read(p program, out io.Reader) (map[string]result, error) {
	found := map[string]result{}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		one, err := parseResult(lines.Bytes(), p.client)
		if err != nil {
			return found, err
		}
		if _, twice := found[one.Capability]; twice {
			return found, fmt.Errorf("%q was said twice", one.Capability)
		}
		found[one.Capability] = one
		if one.Status == "failed" || one.Status == "skipped" {
			fmt.Fprintf(r.stdout, "%-38s %s: %s: %s\n", p.client, one.Status, one.Capability, one.Reason)
		}
	}
	return found, lines.Err()
}

// environ is the environment of a program. It has the variables for the certificate to
// trust. It does not have the secret, which a program reads from its standard input.
func environ(all []string, ca string) []string {
	all = slices.DeleteFunc(slices.Clone(all), func(v string) bool { return strings.HasPrefix(v, envClientSecret+"=") })
	all = append(all, "PYTHONDONTWRITEBYTECODE=1")
	if ca != "" {
		// The first variable is for DynamicsWebApi. The second is for requests, and so for
		// the SDK and azure-identity. The third is for aiohttp and urllib.
		all = append(all, "NODE_EXTRA_CA_CERTS="+ca, "REQUESTS_CA_BUNDLE="+ca, "SSL_CERT_FILE="+ca)
	}
	return all
}

func lastLine(text []byte) string {
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return lines[len(lines)-1]
}

// redact removes the secret from the output of a failed program.
func redact(text string, t target) string {
	return strings.ReplaceAll(text, t.ClientSecret, "[redacted]")
}

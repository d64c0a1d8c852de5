package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"sns-dynamics/internal/emulator"
)

// assignment is the input of a peer.
type assignment struct {
	service
	Tenant, Client, Secret string
	Operations             string // the file of the operations, one in a line
	Mode                   string
	Concurrency, Size      int
	Limit                  float64 // seconds
}

// peer runs a program of another language. The program reads the operations, signs in,
// writes one row and says that it is ready. It measures the time from then on with its own
// clock.
func (b *bench) peer(mode string, concurrency, size int) func(*emulatorProcess, []op, time.Duration) (tally, error) {
	return func(e *emulatorProcess, all []op, limit time.Duration) (tally, error) {
		operations := filepath.Join(b.dir, "operations.jsonl")
		if err := writeOperations(operations, append([]op{warmUp}, all...)); err != nil {
			return tally{}, err
		}
		a := assignment{
			service: e.service, Tenant: emulator.TenantID, Client: emulator.ClientID, Secret: emulator.ClientSecret,
			Operations: operations, Mode: mode, Concurrency: concurrency, Size: size, Limit: limit.Seconds(),
		}
		interpreter, program := filepath.Join(b.home, ".venv", "bin", "python"), "python_sdk.py"
		switch mode {
		case "requests":
			program = "python_requests.py"
		case "dynamicswebapi":
			interpreter, program = "node", "dynamicswebapi.js"
		}
		return b.ask(exec.Command(interpreter, filepath.Join(b.home, "peers", program)), a)
	}
}

// ask starts a peer and returns its result.
func (b *bench) ask(cmd *exec.Cmd, a assignment) (t tally, err error) {
	ca := filepath.Join(b.dir, caFile)
	cmd.Env = append(os.Environ(), "NODE_EXTRA_CA_CERTS="+ca, "REQUESTS_CA_BUNDLE="+ca, "SSL_CERT_FILE="+ca)
	var said bytes.Buffer
	cmd.Stderr = &said
	in, err := cmd.StdinPipe()
	if err != nil {
		return t, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return t, err
	}
	if err := cmd.Start(); err != nil {
		return t, err
	}
	watch := time.AfterFunc(time.Duration(a.Limit)*time.Second+time.Minute, func() { _ = cmd.Process.Kill() })
	defer watch.Stop()
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // the error only says that the process was killed
		if err != nil && said.Len() > 0 {
			err = fmt.Errorf("%s (%w)", lastLine(said.Bytes()), err)
		}
	}()
	answers := json.NewDecoder(out)
	var ready string
	if err := json.NewEncoder(in).Encode(a); err != nil {
		return t, err
	}
	if err := answers.Decode(&ready); err != nil {
		return t, fmt.Errorf("not ready: %w", err)
	}
	if _, err := io.WriteString(in, "go\n"); err != nil {
		return t, err
	}
	if err := answers.Decode(&t); err != nil {
		return t, fmt.Errorf("no answer: %w", err)
	}
	if t.Seconds <= 0 {
		return t, errors.New("no time was measured")
	}
	return t, nil
}

func writeOperations(file string, all []op) error {
	var text bytes.Buffer
	lines := json.NewEncoder(&text)
	for _, o := range all {
		if err := lines.Encode(o); err != nil {
			return err
		}
	}
	return os.WriteFile(file, text.Bytes(), 0o600)
}

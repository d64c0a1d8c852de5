//go:build worlds

package worlds

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// dynctl is the built operators' tool.
type dynctl struct {
	program string
	stack
	more []string // of its environment
}

// environment is the environment of a command.
func (d dynctl) environment() []string { return append(d.env(), d.more...) }

// piped runs a command with a text on standard input, and returns what it printed.
func (d dynctl) piped(t *testing.T, text string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), d.program, append(args, "--stack", d.name, "--json")...)
	cmd.Dir, cmd.Env, cmd.Stdin = root(t), append(os.Environ(), d.environment()...), strings.NewReader(text)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("dynctl %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// readAll reads a text to its end.
func readAll(t *testing.T, r io.Reader) string {
	t.Helper()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// report is the output of --json.
type report struct {
	Status string
	Data   json.RawMessage
	Error  *struct{ Code, Message string }
}

// run runs a command, and returns the report and what the command printed.
func (d dynctl) run(t *testing.T, args ...string) (report, string) {
	t.Helper()
	stdout, stderr, _ := try(t, d.environment(), d.program, append(args, "--stack", d.name, "--json")...)
	var r report
	if err := json.Unmarshal([]byte(stdout), &r); err != nil {
		t.Fatalf("dynctl %s: %v\n%s%s", strings.Join(args, " "), err, stdout, stderr)
	}
	return r, stdout + stderr
}

// must runs a command that must not fail, and returns its data.
func (d dynctl) must(t *testing.T, args ...string) string {
	t.Helper()
	r, said := d.run(t, args...)
	if r.Status != "ok" {
		t.Fatalf("dynctl %s: %s", strings.Join(args, " "), said)
	}
	return string(r.Data)
}

// line is a line of `dynctl trace`.
type line struct {
	Outcome, Class, Error   string
	Status, Received, Tries int
}

// traced waits until the trace of a message has lines that satisfy a condition, and
// returns them.
func (d dynctl) traced(t *testing.T, id, what string, ok func([]line) bool) []line {
	t.Helper()
	var lines []line
	eventually(t, d.name+": the trace of "+id+" has "+what, func() error {
		r, said := d.run(t, "trace", id)
		lines = decode[struct{ Lines []line }](t, string(r.Data)).Lines
		if r.Status != "ok" || !ok(lines) {
			return errors.New(said)
		}
		return nil
	})
	return lines
}

// ends is a condition of the last line's outcome.
func ends(outcome string) func([]line) bool {
	return func(lines []line) bool { return len(lines) > 0 && lines[len(lines)-1].Outcome == outcome }
}

// letters waits until the dead-letter queues have the given number of letters, all with a
// text in their listing.
func (d dynctl) letters(t *testing.T, count int, text string) {
	t.Helper()
	eventually(t, fmt.Sprintf("%s has %d dead letters, with %q", d.name, count, text), func() error {
		data := d.must(t, "dlq", "ls")
		if got := decode[struct{ Letters int }](t, data).Letters; got != count || !strings.Contains(data, text) {
			return errors.New(data)
		}
		return nil
	})
}

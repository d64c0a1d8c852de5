package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/term"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/proof/canary"
)

// outputEnv names the folder that keeps the output of dynctl in scripts: one file for each
// process, with the command in the first line.
const outputEnv = "DYNCTL_TEST_SAID"

// rowCanary is in the values of the messages of canary.txtar.
const rowCanary = "zqxcanary"

// showing are the commands that show row data by design, according to docs/design.md. The
// test checks that each of them does.
var showing = map[string]bool{"dlq show": true, "dlq export": true, "replay": true}

// watched runs main and keeps its output, unless it asks questions on a terminal.
func watched() {
	dir := os.Getenv(outputEnv)
	if dir == "" || term.IsTerminal(int(os.Stderr.Fd())) {
		main()
		return
	}
	said, err := os.CreateTemp(dir, "said")
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(said, strings.Join(os.Args[1:], " "))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, io.MultiWriter(os.Stdout, said), io.MultiWriter(os.Stderr, said))
	stop()
	os.Exit(code)
}

// keepOutput makes the processes of the scripts keep their output. After all scripts it
// checks each suggestion. It also checks that no output has a client secret or an access token
// of the emulator, or a value of a row, unless the command is in showing.
func keepOutput(t *testing.T) func(*testscript.Env) error {
	dir := t.TempDir()
	t.Cleanup(func() {
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		shown, checked := map[string]bool{}, map[string]bool{}
		for _, f := range files {
			text, err := os.ReadFile(filepath.Join(dir, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			command, said, _ := strings.Cut(string(text), "\n")
			for _, s := range suggestions(said) {
				if checked[s] {
					continue
				}
				checked[s] = true
				if err := checkSuggestion(s); err != nil {
					t.Errorf("dynctl %s suggests %q: %v", command, s, err)
				}
			}
			for _, s := range sightings(said) {
				if name := commandOf(command); showing[name] && strings.EqualFold(rowCanary, s.Text) {
					shown[name] = true
					continue
				}
				t.Errorf("dynctl %s prints row data, a secret or a token: %v", command, s)
			}
		}
		for name := range showing {
			if !shown[name] && !t.Failed() && isWholeRun() {
				t.Errorf("dynctl %s shows no row data: it need not be let", name)
			}
		}
		t.Logf("%d processes of dynctl printed no canary", len(files))
	})
	return func(e *testscript.Env) error {
		e.Setenv(outputEnv, dir)
		return nil
	}
}

func sightings(text string) []canary.Sighting {
	secret, _, _ := strings.Cut(emulator.ClientSecret, "-")
	return canary.New(rowCanary, secret, "emutoken.").Find(text)
}

// commandOf returns the name of the command: one word, or two for a group.
func commandOf(line string) string {
	words := strings.Fields(line)
	words = slices.DeleteFunc(words, func(w string) bool { return strings.HasPrefix(w, "-") })
	switch {
	case len(words) == 0:
		return ""
	case len(words) > 1 && (words[0] == "dlq" || words[0] == "setup"):
		return words[0] + " " + words[1]
	}
	return words[0]
}

// isWholeRun reports whether all scripts run, without a -run pattern for scripts.
func isWholeRun() bool {
	pattern := flag.Lookup("test.run").Value.String()
	return !strings.Contains(pattern, "/")
}

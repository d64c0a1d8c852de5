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

	"sns-dynamics/internal/canary"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// saidEnv names the folder in which what dynctl prints in a script is kept, a file
// for each process, whose first line is the command.
const saidEnv = "DYNCTL_TEST_SAID"

// rowCanary is in the values of the messages of canary.txtar.
const rowCanary = "zqxcanary"

// showing are the commands that show row data by design, as docs/design.md says.
// Each of them is seen to.
var showing = map[string]bool{"dlq show": true, "dlq export": true, "replay": true}

// watched is main, which besides keeps what it prints, but for what is asked on a
// terminal.
func watched() {
	dir := os.Getenv(saidEnv)
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

// keepSaid has the processes of the scripts keep what they print, and holds it to
// the canaries when all scripts have ended: no client secret and no access token,
// of the emulator's, and no value of a row, but where showing says so.
func keepSaid(t *testing.T) func(*testscript.Env) error {
	dir := t.TempDir()
	t.Cleanup(func() {
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		shown := map[string]bool{}
		for _, f := range files {
			text, err := os.ReadFile(filepath.Join(dir, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			command, said, _ := strings.Cut(string(text), "\n")
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
		e.Setenv(saidEnv, dir)
		return nil
	}
}

func sightings(text string) []canary.Sighting {
	secret, _, _ := strings.Cut(dynamicstest.ClientSecret, "-")
	return canary.New(rowCanary, secret, "dynamicstest.").Find(text)
}

// commandOf is the command's name: up to two words before the first argument.
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

// isWholeRun reports whether all scripts run, and not those of a -run pattern.
func isWholeRun() bool {
	pattern := flag.Lookup("test.run").Value.String()
	return !strings.Contains(pattern, "/")
}

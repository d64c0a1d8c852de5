package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sns-dynamics/internal/cli/screen"
	"sns-dynamics/internal/cli/screentest"
)

// TestWidth: on a terminal, the texts of commands have the words that they have in a file, in lines
// of the width of the terminal.
func TestWidth(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.ndjson")
	text := `{"operation":"upsert","entitySet":"contacts","data":{"a":1},"sequence":{"column":"x","value":"x"}}` + "\n" +
		`{"operation":"make","entitySet":"contacts","when":"now"}` + "\n"
	if err := os.WriteFile(bad, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"explain"}, {"explain", "0x80048d19"}, {"explain", "no-route"}, {"explain", "DeadLetterAlarm"}, {"explain", "0x8004ffff"},
		{"validate", bad}, {"setup", "federation"}, {"dlq", "ls", "--where", "class=x"}, {"why", "EventDroppedAlarm"}, {"why", "--help"},
		{"explain", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"},
	} {
		written := func(width int) string {
			stdout, stderr := &screentest.Terminal{Columns: width}, &screentest.Terminal{Columns: width}
			run(t.Context(), args, strings.NewReader(""), stdout, stderr)
			return stdout.String() + stderr.String()
		}
		whole := written(0)
		for _, width := range []int{60, 100, 200} {
			if width == 60 && args[len(args)-1] == "--help" {
				continue // its paragraphs have lines of up to 90 characters
			}
			got := written(width)
			if !slices.Equal(strings.Fields(got), strings.Fields(whole)) {
				t.Errorf("%v at %d columns: got\n%swant the words of\n%s", args, width, got, whole)
			}
			for line := range strings.Lines(got) {
				line = strings.TrimRight(line, "\n")
				isWhole := strings.Contains(line, "dynctl ") || len(strings.Fields(line)) < 3 // a command, or a long word and its label
				if screen.Columns(line) > width && !isWhole {
					t.Errorf("%v at %d columns: a line of %d: %s", args, width, screen.Columns(line), line)
				}
			}
		}
	}
}

package main

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
)

// widestHelp is the length of the longest line of a description.
const widestHelp = 100

// TestExamples: the help of every command has an example, and no long line. The commands and flags
// of the example exist.
func TestExamples(t *testing.T) {
	var visit func(*cobra.Command)
	visit = func(cmd *cobra.Command) {
		if cmd.Hidden {
			return
		}
		if !strings.Contains(cmd.Example, "dynctl ") {
			t.Errorf("%s has no example", cmd.CommandPath())
		}
		for line := range strings.Lines(cmd.Long) {
			if length := utf8.RuneCountInString(strings.TrimRight(line, "\n")); length > widestHelp {
				t.Errorf("%s: the help has a line of %d characters: %s", cmd.CommandPath(), length, line)
			}
		}
		for line := range strings.Lines(cmd.Example) {
			if !strings.HasPrefix(line, "  ") || len(line) > 170 {
				t.Errorf("%s: the example %q is not indented, or too long", cmd.CommandPath(), line)
			}
			for part := range strings.SplitSeq(line, " | ") {
				if _, command, isDynctl := strings.Cut(strings.TrimSpace(part), "dynctl "); isDynctl {
					command, _, _ = strings.Cut(command, " <")
					command, _, _ = strings.Cut(command, " >")
					checkCommand(t, cmd.CommandPath()+" --help", strings.Fields(command))
				}
			}
		}
		for _, below := range cmd.Commands() {
			visit(below)
		}
	}
	visit(newRoot(&cli.App{}))
}

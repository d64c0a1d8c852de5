package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/emulator"
)

// TestDocumentedCommands checks that every command and every flag of dynctl in the
// documents exists.
func TestDocumentedCommands(t *testing.T) {
	documents, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(documents, "../../README.md", "../../SECURITY.md", "../../CONTRIBUTING.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := commandLines(string(text))
		if name == "../../README.md" && len(lines) < 4 {
			t.Errorf("%d command lines were found in the README: the test does not see them", len(lines))
		}
		for _, words := range lines {
			checkCommand(t, filepath.Base(name), words)
		}
	}
}

// commandLines returns the words after dynctl of each command in the code of a document.
func commandLines(text string) [][]string {
	var lines [][]string
	block := regexp.MustCompile("(?ms)^```(\\w*)\n(.*?)^```$")
	for _, m := range block.FindAllStringSubmatch(text, -1) {
		for line := range strings.Lines(strings.ReplaceAll(m[2], "\\\n", " ")) {
			if session, isCommand := strings.CutPrefix(line, "$ "); isCommand || m[1] == "sh" {
				lines = append(lines, commandLine(session)...)
			}
		}
	}
	for _, span := range regexp.MustCompile("`[^`]+`").FindAllString(block.ReplaceAllString(text, ""), -1) {
		lines = append(lines, commandLine(strings.ReplaceAll(strings.Trim(span, "`"), "\n", " "))...)
	}
	return lines
}

// commandLine returns the words after dynctl, if the line runs it.
func commandLine(line string) [][]string {
	m := regexp.MustCompile(`(?:^|[ (]|go run \./cmd/|dist/)dynctl ([^|;&#<>)]*)`).FindStringSubmatch(line)
	if m == nil || strings.HasPrefix(line, "go build") || len(strings.Fields(m[1])) == 0 {
		return nil
	}
	return [][]string{strings.Fields(m[1])}
}

// checkCommand reports a command line with an unknown command or an unknown flag.
func checkCommand(t *testing.T, document string, words []string) {
	t.Helper()
	cmd := newRoot(&cli.App{})
	cmd.InitDefaultCompletionCmd()
	cmd.InitDefaultHelpCmd()
	for len(words) > 0 && cmd.HasSubCommands() {
		below := subcommand(cmd, words[0])
		if below == nil {
			break
		}
		cmd, words = below, words[1:]
	}
	if !cmd.HasParent() || cmd.HasSubCommands() && len(words) > 0 && cmd.Name() != "completion" {
		t.Errorf("%s shows dynctl %s, which is no command", document, strings.Join(words, " "))
		return
	}
	for i, word := range words {
		if i > 0 && words[i-1] == "--fault" {
			checkFault(t, document, word)
		}
		name, isFlag := strings.CutPrefix(word, "--")
		name, _, _ = strings.Cut(strings.TrimRight(name, ".,:"), "=")
		if isFlag && name != "help" && cmd.Flags().Lookup(name) == nil && cmd.InheritedFlags().Lookup(name) == nil {
			t.Errorf("%s shows %s --%s, which is no flag of it", document, cmd.CommandPath(), name)
		}
	}
}

// checkFault checks that the emulator has the fault of a flag --fault.
func checkFault(t *testing.T, document, flag string) {
	t.Helper()
	name, _, _ := strings.Cut(flag, "=")
	isIt := func(f emulator.NamedFault) bool { return f.Name == name }
	if !slices.ContainsFunc(emulator.NamedFaults(1, time.Time{}), isIt) && strings.ToUpper(name) != name {
		t.Errorf("%s shows --fault %s, which is no fault", document, flag)
	}
}

func subcommand(cmd *cobra.Command, name string) *cobra.Command {
	for _, c := range cmd.Commands() {
		if c.Name() == name {
			return c
		}
	}
	return nil
}

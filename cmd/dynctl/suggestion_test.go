package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"sns-dynamics/internal/cli"
)

// TestDocumentedSuggestions: each suggestion in a document, and in the expected output of a
// script, runs when it is pasted. The output of the scripts themselves is checked where
// keepOutput keeps it.
func TestDocumentedSuggestions(t *testing.T) {
	documents, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	scripts, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range append(documents, scripts...) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		golden := regexp.MustCompile(`(?m)^(std(out|err)|grep|! std(out|err)) .*$`).ReplaceAllString(string(text), "")
		for _, s := range suggestions(golden) {
			found++
			if err := checkSuggestion(s); err != nil {
				t.Errorf("%s suggests %q: %v", filepath.Base(name), s, err)
			}
		}
	}
	if found < 20 {
		t.Errorf("%d suggestions were found: the test does not see them", found)
	}
}

// suggestions returns the suggestions in an output: what follows do:, next: and the labels of
// dlq show, and the actions and fixes of reports in JSON.
func suggestions(output string) []string {
	var all []string
	for _, m := range regexp.MustCompile(`(?m)(?:^ *(?:do:|next:)|^(?:do|next|to redrive|to purge)  ) *(.*?)$`).FindAllStringSubmatch(output, -1) {
		all = append(all, m[1])
	}
	for line := range strings.Lines(output) {
		var r struct {
			Error *struct{ Actions []string }
			Data  struct{ Layers []struct{ Fix string } }
		}
		if strings.HasPrefix(line, `{"schemaVersion":`) && json.Unmarshal([]byte(line), &r) == nil {
			if r.Error != nil {
				all = append(all, r.Error.Actions...)
			}
			for _, l := range r.Data.Layers {
				all = append(all, strings.Split(l.Fix, "; ")...)
			}
		}
	}
	return all
}

// checkSuggestion returns an error if the command of a suggestion would be a usage error. A word
// in capital letters stands for a value that only the user knows.
func checkSuggestion(text string) error {
	if _, deploy, ok := strings.Cut(text, "make deploy"); ok {
		if !strings.Contains(deploy, " CODE_BUCKET=") || !strings.Contains(deploy, " SECRET_ARN=") && !strings.Contains(deploy, "TenantId=") {
			return errors.New("make deploy needs the bucket and the secret")
		}
	}
	if !strings.Contains(text, "dynctl ") {
		return nil
	}
	m := regexp.MustCompile(`(?:^|: |\| |^see )dynctl (.*)$`).FindStringSubmatch(text)
	if m == nil {
		return errors.New("the command does not stand at the end")
	}
	out, err := exec.Command("sh", "-c", "printf '%s\\n' "+m[1]).Output()
	if err != nil {
		return fmt.Errorf("a shell does not take it: %w", err)
	}
	root := newRoot(&cli.App{})
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	cmd, rest, err := root.Find(strings.Split(strings.TrimRight(string(out), "\n"), "\n"))
	if err != nil {
		return err
	}
	cmd.InitDefaultHelpFlag()
	if err := cmd.ParseFlags(rest); errors.Is(err, pflag.ErrHelp) || cmd.Flags().Changed("help") {
		return nil
	} else if err != nil {
		return err
	}
	if cmd.HasSubCommands() {
		return fmt.Errorf("%s is a group of commands", cmd.CommandPath())
	}
	if err := cmd.ValidateArgs(cmd.Flags().Args()); err != nil {
		return err
	}
	return checkDeployment(cmd.CommandPath(), cmd.Flags())
}

// checkDeployment returns an error if no flag names the deployment of a command that needs one.
func checkDeployment(command string, flags *pflag.FlagSet) error {
	given := func(name string) bool { return flags.Changed(name) }
	needed := map[string][]string{
		"dynctl doctor": {"secret", "topic", "queue", "dead-letter-queue", "function"}, "dynctl trace": {"log-group"}, "dynctl why": {"log-group"},
		"dynctl whoami": {"secret"}, "dynctl publish": {"topic"}, "dynctl dlq ls": {"dead-letter-queue"}, "dynctl dlq show": {"dead-letter-queue"},
		"dynctl dlq purge": {"dead-letter-queue"}, "dynctl dlq redrive": {"dead-letter-queue"}, "dynctl setup secret": {"secret", "name"},
		"dynctl setup app-user": {"secret", "org"}, "dynctl setup ledger": {"secret", "org"}, "dynctl setup federation": {"client-id"},
	}[command]
	if command == "dynctl validate" && given("online") {
		needed = []string{"secret"}
	}
	if needed != nil && !given("stack") && !slices.ContainsFunc(needed, given) {
		return fmt.Errorf("it needs --stack, or one of %v", needed)
	}
	return nil
}

func TestCheckSuggestion(t *testing.T) {
	for text, isGood := range map[string]bool{
		"try again later": true,
		"dynctl doctor":   false,
		"find what is missing: dynctl doctor --stack night":        true,
		"dynctl doctor --stack night; then wait":                   false,
		"dynctl doctor finds it":                                   false,
		"see dynctl dlq show --help":                               true,
		"dynctl dlq shwo --stack night":                            false,
		"dynctl doctor --stak night":                               false,
		"dynctl trace --stack night":                               false,
		"dynctl dlq ls --where class=rejected --stack 'a night'":   true,
		"cat x | dynctl setup app-user --token-stdin --stack n":    true,
		"deploy it: make deploy":                                   false,
		"deploy it: make deploy CODE_BUCKET=BUCKET SECRET_ARN=arn": true,
	} {
		if err := checkSuggestion(text); (err == nil) != isGood {
			t.Errorf("%q: %v", text, err)
		}
	}
}

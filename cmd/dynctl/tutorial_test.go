package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"sns-dynamics/internal/cli"
)

// tutorialAddress is the emulator's address in the tutorial.
const tutorialAddress = "127.0.0.1:8086"

// tutorial runs the commands of docs/tutorial.md in their order.
type tutorial struct {
	*testing.T
	address string            // of the emulator
	ids     map[string]string // the ids of this run, by the ids of the document
}

// TestTutorial runs the commands of the tutorials, and compares their output with the
// documents: without times, durations and the numbers of receives, and with ids that stand
// for the ids of this run. A comment before a block says that the block is a file, or changes a
// file:
//
//	<!-- file NAME -->
//	<!-- replace NAME: "OLD" by "NEW" -->
func TestTutorial(t *testing.T) {
	for _, name := range []string{"tutorial.md", "routes.md"} {
		t.Run(name, func(t *testing.T) { runTutorial(t, filepath.Join("../../docs", name)) })
	}
}

func runTutorial(t *testing.T, name string) {
	file, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	for _, name := range []string{"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"} {
		t.Setenv(name, os.DevNull)
	}
	tut := &tutorial{T: t, ids: map[string]string{}}
	written := tutorialBlock.ReplaceAllStringFunc(string(text), tut.block)
	if *update && !t.Failed() {
		if err := os.WriteFile(file, []byte(written), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

var (
	tutorialBlock   = regexp.MustCompile("(?s)<!-- file (\\S+) -->\n```\\w+\n(.*?)```|<!-- replace (\\S+): \"([^\"]*)\" by \"([^\"]*)\" -->|```console\n.*?```")
	tutorialCommand = regexp.MustCompile(`^aws sns publish --topic-arn (\S+) --message file://(\S+) --query MessageId --output text$`)
)

// block runs a block of the document, and returns the block of this run.
func (t *tutorial) block(text string) string {
	switch m := tutorialBlock.FindStringSubmatch(text); {
	case m[1] != "":
		t.write(m[1], m[2])
		return text
	case m[3] != "":
		old, err := os.ReadFile(m[3])
		if err != nil || strings.Count(string(old), m[4]) != 1 {
			t.Fatalf("%s: %v, want %q once", m[3], err, m[4])
		}
		t.write(m[3], strings.Replace(string(old), m[4], m[5], 1))
		return text
	}
	body := strings.TrimSuffix(strings.TrimPrefix(text, "```console\n"), "```")
	var out strings.Builder
	for _, part := range strings.Split("\n"+body, "\n$ ")[1:] {
		command, want, _ := strings.Cut(strings.TrimSuffix(part, "\n")+"\n", "\n")
		command = t.replaced(command)
		output := t.command(command, want)
		fmt.Fprintf(&out, "$ %s\n%s", t.documented(command), output)
	}
	return "```console\n" + out.String() + "```"
}

func (t *tutorial) write(name, body string) {
	if err := os.WriteFile(name, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
}

// replaced returns a command with the ids and the address of this run.
func (t *tutorial) replaced(command string) string {
	for old, id := range t.ids {
		command = strings.ReplaceAll(command, old, id)
	}
	if t.address != "" {
		command = strings.ReplaceAll(command, tutorialAddress, t.address)
	}
	return command
}

// documented returns a text with the emulator's address of the document.
func (t *tutorial) documented(text string) string {
	if t.address == "" {
		return text
	}
	return strings.ReplaceAll(text, t.address, tutorialAddress)
}

// command runs a command, and returns its output in the terms of the document.
func (t *tutorial) command(command, want string) string {
	words := strings.Fields(command)
	switch {
	case words[0] == "export":
		for _, assignment := range words[1:] {
			name, value, _ := strings.Cut(assignment, "=")
			t.Setenv(name, value)
		}
		return ""
	case words[0] == "unset":
		for _, name := range words[1:] {
			t.Setenv(name, "") // the test's end restores the variable
			os.Unsetenv(name)
		}
		return ""
	case words[0] == "aws":
		return t.publish(command, want)
	case words[0] != "dynctl":
		t.Fatalf("%s: the test does not know the command", command)
	case words[1] == "emulate":
		return t.emulate(words[2:])
	}
	return t.dynctl(words[1:], want)
}

// publish publishes a file as the aws CLI does.
func (t *tutorial) publish(command, want string) string {
	m := tutorialCommand.FindStringSubmatch(command)
	if m == nil {
		t.Fatalf("%s: the test does not know the command", command)
	}
	text, err := os.ReadFile(m[2])
	if err != nil {
		t.Fatal(err)
	}
	c, err := config.LoadDefaultConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out, err := sns.NewFromConfig(c).Publish(t.Context(), &sns.PublishInput{TopicArn: &m[1], Message: aws.String(string(text))})
	if err != nil {
		t.Fatal(err)
	}
	t.learn(want, *out.MessageId)
	return *out.MessageId + "\n"
}

// emulate starts the emulator on a free port.
func (t *tutorial) emulate(args []string) string {
	for n := range args {
		if args[n] == tutorialAddress {
			args[n] = "127.0.0.1:0"
		}
	}
	line := startEmulate(t.T, args...).line(t.T)
	t.address = regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(line)
	return strings.ReplaceAll(line, t.address, tutorialAddress)
}

// tutorialLimit is the most time until a command has its output: the function runs
// messages while the reader reads.
const tutorialLimit = 20 * time.Second

func (t *tutorial) dynctl(args []string, want string) string {
	isChange := args[0] == "publish" || len(args) > 1 && args[1] == "redrive"
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		if *update {
			time.Sleep(time.Second)
		}
		var out bytes.Buffer
		if code := run(t.Context(), args, strings.NewReader(""), &out, &out); code == cli.ExitUsage {
			t.Fatalf("dynctl %s: %s", strings.Join(args, " "), &out)
		}
		got := t.documented(out.String())
		if timeless(got) == timeless(want) || *update {
			t.learn(want, got)
			return got
		}
		if isChange || time.Since(begun) > tutorialLimit {
			t.Fatalf("dynctl %s:\n%s\nwant\n%s\ngo test ./cmd/dynctl -run Tutorial -update writes docs/tutorial.md", strings.Join(args, " "), got, want)
		}
	}
}

// learn notes which id of this run stands for which id of the document.
func (t *tutorial) learn(want, got string) {
	run := tutorialID.FindAllString(got, -1)
	document := tutorialID.FindAllString(want, -1)
	for n := 0; n < min(len(run), len(document)); n++ {
		t.ids[document[n]] = run[n]
	}
	if *update && len(document) == 0 && len(t.ids) == 0 && len(run) > 0 {
		t.ids[newTutorialID] = run[0]
	}
}

// newTutorialID stands for the MessageId in a document that is not yet written.
const newTutorialID = "11111111-2222-4333-8444-555555555555"

var tutorialID = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// timeless returns an output without the parts that differ between runs.
func timeless(text string) string {
	for _, r := range []struct{ pattern, by string }{
		{tutorialID.String(), "{id}"},
		{`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?`, "{time}"},
		{`\b\d+(\.\d+)?(ms|µs|s)\b`, "{duration}"},
		{`received \d+ times?`, "received {number} times"},
		{`ORD-\d+-\w+`, "{order number}"},
		{` +`, " "},
	} {
		text = regexp.MustCompile(r.pattern).ReplaceAllString(text, r.by)
	}
	return text
}

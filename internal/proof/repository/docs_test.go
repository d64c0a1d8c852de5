package repository

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"sns-dynamics/internal/function/message"
)

// TestDocumentedMessages decodes every message in the documents. Each operation has a
// message.
func TestDocumentedMessages(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range []string{"README.md", "docs/messages.md"} {
		for _, block := range fenced(t, name, "json") {
			if !strings.Contains(block, `"operation":`) || strings.Contains(block, `"messageId":`) {
				continue
			}
			op, err := message.Decode([]byte(block))
			if err != nil {
				t.Errorf("%s: %v in\n%s", name, err, block)
			}
			seen[string(op.Kind)] = true
		}
	}
	for _, kind := range []string{"create", "update", "upsert", "delete", "associate", "disassociate", "action", "batch"} {
		if !seen[kind] {
			t.Errorf("no example of %s", kind)
		}
	}
}

// TestReadmeSession: the demo prints every line of the README's demo, in the order of its
// output. A test of the demo checks that output.
func TestReadmeSession(t *testing.T) {
	rest := read(t, "cmd/dynctl/testdata/script/demo.txtar")
	session, ok := strings.CutPrefix(fenced(t, "README.md", "console")[0], "$ make demo\n")
	if !ok {
		t.Fatalf("the README's session is not of make demo:\n%s", session)
	}
	for line := range strings.Lines(session) {
		if line == "…\n" {
			continue
		}
		_, after, found := strings.Cut(rest, line)
		if !found {
			t.Fatalf("the demo does not print %q, or not in this place", line)
		}
		rest = after
	}
	if n := strings.Count(session, "\n") + 1; n > 10 {
		t.Errorf("the README's session has %d lines, want at most 10", n)
	}
}

// TestReadmeIsShort limits the length of the README. Details belong in docs.
func TestReadmeIsShort(t *testing.T) {
	if n := utf8.RuneCountInString(read(t, "README.md")); n > 8000 {
		t.Errorf("README.md has %d characters, want at most 8000", n)
	}
}

// TestDocumentedConfiguration: docs/configuration.md has a row for each parameter of the
// template and for each variable of the function.
func TestDocumentedConfiguration(t *testing.T) {
	document := read(t, "docs/configuration.md")
	_, parameters, _ := strings.Cut(read(t, "template.yaml"), "\nParameters:\n")
	parameters, _, _ = strings.Cut(parameters, "\nResources:\n")
	names := regexp.MustCompile(`(?m)^  (\w+):$`).FindAllStringSubmatch(parameters, -1)
	variables := regexp.MustCompile(`(?m)^\t\w+ += "([A-Z_]+)"$`).FindAllStringSubmatch(read(t, "internal/function/config/config.go"), -1)
	if len(names) < 10 || len(variables) < 5 {
		t.Fatalf("%d parameters and %d variables were found", len(names), len(variables))
	}
	for _, m := range slices.Concat(names, variables) {
		if !regexp.MustCompile("(?m)^\\|[^|]*`" + m[1] + "`[^|]*\\|").MatchString(document) {
			t.Errorf("docs/configuration.md has no row of %s", m[1])
		}
	}
}

// TestMakeTargets: every make target that the documents name exists, and every target has a
// line of help.
func TestMakeTargets(t *testing.T) {
	makefile := read(t, "Makefile")
	for _, name := range documents(t) {
		if name == "CHANGELOG.md" {
			continue // the file names targets of the past
		}
		for _, m := range regexp.MustCompile("(?:`|\n|\\$ )make ([a-z0-9]+)").FindAllStringSubmatch(read(t, name), -1) {
			if !strings.Contains(makefile, "\n"+m[1]+":") {
				t.Errorf("%s names make %s, which is not there", name, m[1])
			}
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^([a-z0-9]+):(.*)$`).FindAllStringSubmatch(makefile, -1) {
		if !strings.Contains(m[2], "## ") {
			t.Errorf("make %s has no line of help", m[1])
		}
	}
}

// TestSecurityNamesTests: each test that docs/security.md names exists.
func TestSecurityNamesTests(t *testing.T) {
	var all strings.Builder
	err := fs.WalkDir(os.DirFS(inRoot(t, ".")), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, "_test.go") {
			all.WriteString(read(t, name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`").FindAllStringSubmatch(read(t, "docs/security.md"), -1)
	for _, m := range names {
		if !strings.Contains(all.String(), "func "+m[1]+"(") {
			t.Errorf("docs/security.md names %s, which is not there", m[1])
		}
	}
	if len(names) == 0 {
		t.Error("docs/security.md names no test")
	}
}

// fenced returns the code blocks of a language in a Markdown file.
func fenced(t *testing.T, name, language string) []string {
	t.Helper()
	var blocks []string
	for _, m := range regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```$").FindAllStringSubmatch(read(t, name), -1) {
		blocks = append(blocks, m[1])
	}
	if len(blocks) == 0 {
		t.Fatalf("%s has no block of %s", name, language)
	}
	return blocks
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(inRoot(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

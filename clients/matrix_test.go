package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMatrix(t *testing.T) {
	all := results{"requests": {
		"create":                {Status: "works"},
		"absent row":            {Status: "refused", Reason: "404 0x80040217"},
		"deep insert":           {Status: "missing", Reason: "no call of it"},
		"action bound to a row": {Status: "skipped", Reason: "a|b"},
	}}
	text := matrix(all, map[string]string{"requests": "1.2.3"})
	for _, want := range []string{" requests 1.2.3 |\n", "| create |", " works |\n", " refused: 404 0x80040217 |\n", " - |\n", ` skipped: a\|b |`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	columns := len(programs) + 2
	for line := range strings.Lines(text) {
		if n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"); n != columns {
			t.Errorf("%d bars, want %d: %s", n, columns, line)
		}
	}
}

func TestComplete(t *testing.T) {
	found := map[string]result{}
	for _, name := range capabilities() {
		found[name] = result{}
	}
	if len(found) != len(capabilities()) {
		t.Errorf("%d names of %d capabilities", len(found), len(capabilities()))
	}
	if err := complete(found); err != nil {
		t.Error(err)
	}
	delete(found, "create")
	found["fly"] = result{}
	if err := complete(found); err == nil || err.Error() != "\"fly\" is no capability known\nnothing was said of \"create\"" {
		t.Errorf("%v", err)
	}
}

func TestHold(t *testing.T) {
	document := filepath.Join(t.TempDir(), "doc.md")
	write := func(text string) {
		if err := os.WriteFile(document, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("no lines\n")
	if err := hold(document, "| new |\n", false); err == nil || !strings.Contains(err.Error(), "expected the lines") {
		t.Errorf("%v", err)
	}
	write("before\n" + begin + "\n| old |\n\n" + end + "after\n")
	if err := hold(document, "| new |\n", true); err == nil || !strings.Contains(err.Error(), "\n-| old |\n+| new |") {
		t.Errorf("%v", err)
	}
	if err := hold(document, "| new |\n", false); err != nil {
		t.Error(err)
	}
	if err := hold(document, "| new |\n", true); err != nil {
		t.Error(err)
	}
	text, err := os.ReadFile(document)
	if want := "before\n" + begin + "\n| new |\n\n" + end + "after\n"; err != nil || string(text) != want {
		t.Errorf("%v, %q", err, text)
	}
}

// TestPins compares the versions of the clients with the versions of bench.
func TestPins(t *testing.T) {
	ours, err := readPins(".")
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := readPins("../bench")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range programs {
		if ours[p.pkg] == "" || ours[p.pkg] != theirs[p.pkg] {
			t.Errorf("%s is %q here and %q in bench", p.pkg, ours[p.pkg], theirs[p.pkg])
		}
	}
}

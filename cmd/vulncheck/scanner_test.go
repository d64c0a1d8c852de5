package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestJudge replaces govulncheck by a program. The program responds for the module with the
// known vulnerability, and for the module under test.
func TestJudge(t *testing.T) {
	const found, clean = "echo 'Vulnerability #1: GO-2021-0113'; exit 3", "echo 'No vulnerabilities found.'"
	for _, tt := range []struct {
		name, known, own, want string
	}{
		{"nothing found", found, clean, ""},
		{"something found", found, "echo 'Vulnerability #1: GO-2026-6600'; exit 3", "the code calls what is vulnerable"},
		{"it does not find what is known", clean, clean, "govulncheck does not find GO-2021-0113"},
		{"it finds something else instead", "echo GO-2026-6600; exit 3", clean, "govulncheck does not find GO-2021-0113"},
		{"it cannot read the database", "echo 'no database' >&2; exit 1", clean, "run govulncheck in cmd/vulncheck/testdata/known: exit status 1: no database"},
		{"it cannot load the module", found, "echo 'no packages' >&2; exit 1", "run govulncheck in .: exit status 1: no packages"},
		{"it asks for another use", found, "exit 2", "exit status 2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			program := filepath.Join(t.TempDir(), "govulncheck")
			script := "#!/bin/sh\n[ \"$1 $3 $4 $5\" = '-C -db file:///db ./...' ] || exit 9\nif [ \"$2\" = " + knownModule + " ]; then " + tt.known + "\nelse " + tt.own + "\nfi\n"
			if err := os.WriteFile(program, []byte(script), 0o755); err != nil {
				t.Fatal(err)
			}
			var stdout bytes.Buffer
			err := judge(scanner(program), database{url: "file:///db"}, &stdout)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("judge = %v, want %q", err, tt.want)
			}
			if strings.Contains(tt.want, "calls") && !strings.Contains(stdout.String(), "GO-2026-6600") {
				t.Errorf("the report is not shown: %s", &stdout)
			}
		})
	}
	if err := judge(scanner(filepath.Join(t.TempDir(), "none")), database{}, &bytes.Buffer{}); err == nil {
		t.Error("no govulncheck is taken for no finding")
	}
}

func TestUsage(t *testing.T) {
	var stderr bytes.Buffer
	if code := run(nil, &bytes.Buffer{}, &stderr); code != 2 || !strings.HasPrefix(stderr.String(), "usage: ") {
		t.Errorf("exit status %d, %s", code, &stderr)
	}
}

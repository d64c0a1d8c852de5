package repository

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/function/metrics"
)

var update = flag.Bool("update", false, "write what the documents show of the program anew: go test ./internal/proof/repository -update")

// TestDocumentedOutput wants the parts of the documents that show what the program
// prints to be what it prints. Such a part stands between two comments:
//
//	<!-- output SCRIPT SECTION -->  a section of cmd/dynctl/testdata/script/SCRIPT,
//	                                which the script compares with the real output
//	<!-- explanations -->           the table of dynctl explain
//	<!-- metrics -->                the table of the function's metrics
//	<!-- end -->
func TestDocumentedOutput(t *testing.T) {
	names, err := filepath.Glob(inRoot(t, "docs/*.md"))
	if err != nil {
		t.Fatal(err)
	}
	part := regexp.MustCompile(`(?s)(<!-- (output|explanations|metrics)([^\n]*) -->\n)(.*?)(<!-- end -->)`)
	found := 0
	for _, name := range append(names, inRoot(t, "README.md")) {
		text := read(t, name)
		anew := part.ReplaceAllStringFunc(text, func(whole string) string {
			found++
			m := part.FindStringSubmatch(whole)
			switch m[2] {
			case "explanations":
				return m[1] + explanationTable() + m[5]
			case "metrics":
				return m[1] + metricTable() + m[5]
			}
			words := strings.Fields(m[3])
			if len(words) != 2 {
				t.Fatalf("%s: %q: want a script and a section", name, m[1])
			}
			return m[1] + "```console\n" + section(t, words[0], words[1]) + "```\n" + m[5]
		})
		switch {
		case text == anew:
		case *update:
			if err := os.WriteFile(name, []byte(anew), 0o644); err != nil {
				t.Fatal(err)
			}
		default:
			t.Errorf("%s shows what the program does not print any more; write it anew: go test ./internal/proof/repository -update", name)
		}
	}
	if found == 0 {
		t.Error("no document shows any output")
	}
	// No test checks parts of the runbook that look like output and have no such comments.
	if n := len(fenced(t, "docs/operations.md", "console")) - strings.Count(read(t, "docs/operations.md"), "<!-- output "); n != 0 {
		t.Errorf("docs/operations.md shows %d sessions that are not taken from a script", n)
	}
}

// section returns a file of a testscript archive, with the command that prints it: the last
// command before the script compares the file.
func section(t *testing.T, script, name string) string {
	t.Helper()
	archive := txtar.Parse([]byte(read(t, filepath.Join("cmd/dynctl/testdata/script", script))))
	i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == name })
	at := regexp.MustCompile(`(?m)^cmp \S+ ` + regexp.QuoteMeta(name) + `$`).FindIndex(archive.Comment)
	if i < 0 || at == nil {
		t.Fatalf("%s compares nothing with a section %s", script, name)
	}
	commands := regexp.MustCompile(`(?m)^(?:exec|exits \d+) (dynctl .*)$`).FindAllSubmatch(archive.Comment[:at[0]], -1)
	if len(commands) == 0 {
		t.Fatalf("%s runs no command before section %s", script, name)
	}
	return "$ " + string(commands[len(commands)-1][1]) + "\n" + strings.TrimRight(string(archive.Files[i].Data), "\n") + "\n"
}

// explanationTable returns the table of all explanations, by class.
func explanationTable() string {
	var b strings.Builder
	b.WriteString("\n| code | class | means | what to do |\n|---|---|---|---|\n")
	for _, e := range advice.Explanations() {
		code := "`" + e.Code + "`"
		if e.Name != "" {
			code += " " + e.Name
		}
		do := e.Fix
		if e.Command != "" {
			do += " (`" + e.Command + "`)"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", code, e.Class, e.Means, do)
		for _, c := range advice.Causes(e.Code) {
			fmt.Fprintf(&b, "| `%s`: “%s” | %s | %s | %s |\n", e.Code, c.Says, e.Class, c.Means, c.Fix)
		}
	}
	b.WriteString("\n")
	return b.String()
}

// metricTable returns the table of all metrics, and the greatest number of them.
func metricTable() string {
	var b strings.Builder
	b.WriteString("\n| metric | unit | by operation | one of it, or its value, says |\n|---|---|---|---|\n")
	count, byRoute := 0, 0
	for _, m := range metrics.All() {
		by := ""
		count++
		if m.ByOperation {
			by = "yes"
			count += len(metrics.Operations())
		}
		if m.ByRoute {
			by = "yes, and by route"
			byRoute++
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", m.Name, m.Unit, by, m.Meaning)
	}
	fmt.Fprintf(&b, "\nEach name, and each of those by operation, is a metric to CloudWatch: %d at most. Each of the first %d [routes](routes.md)\nadds %d.\n\n", count, metrics.MaxRoutes, byRoute)
	return b.String()
}

// TestRunbookHasEveryAlarm: the runbook has a section for each alarm of the template.
func TestRunbookHasEveryAlarm(t *testing.T) {
	runbook := read(t, "docs/operations.md")
	alarms := regexp.MustCompile(`(?m)^ +(\w+Alarm):$`).FindAllStringSubmatch(read(t, "template.yaml"), -1)
	if len(alarms) == 0 {
		t.Fatal("template.yaml has no alarm")
	}
	for _, a := range alarms {
		if !regexp.MustCompile(`(?m)^### .*\b` + a[1] + `\b`).MatchString(runbook) {
			t.Errorf("docs/operations.md has no section on %s", a[1])
		}
	}
}

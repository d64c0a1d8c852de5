package emulator_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/emulator"
)

// update rewrites the tables of docs/emulator.md.
var update = flag.Bool("update", false, "write the tables of docs/emulator.md: go test ./internal/emulator -run TestDocumentedTables -update")

const emulatorPage = "../../docs/emulator.md"

// TestDocumentedTables compares the tables of docs/emulator.md with the tables of the
// tests.
func TestDocumentedTables(t *testing.T) {
	data, err := os.ReadFile(emulatorPage)
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	for name, table := range map[string]string{"samples": sampleTable(t), "faults": faultTable(), "codes": codeTable()} {
		begin, end := "<!-- "+name+": from the tests -->\n", "<!-- end of "+name+" -->\n"
		before, rest, found := strings.Cut(page, begin)
		was, after, ended := strings.Cut(rest, end)
		if !found || !ended {
			t.Errorf("%s has no place for %s, between %q and %q", emulatorPage, name, begin, end)
			continue
		}
		if *update {
			page = before + begin + table + end + after
			continue
		}
		if diff := cmp.Diff(table, was); diff != "" {
			t.Errorf("%s, %s (-want +got), or go test ./internal/emulator -run TestDocumentedTables -update:\n%s", emulatorPage, name, diff)
		}
	}
	if *update && !t.Failed() {
		if err := os.WriteFile(emulatorPage, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// sampleTable lists the samples whose response differs from the document.
func sampleTable(t *testing.T) string {
	all := len(samples(t))
	var b strings.Builder
	fmt.Fprintf(&b, "Of Microsoft's %d documented samples, the emulator responds to %d as documented. The others:\n\n| sample | why |\n|---|---|\n", all, all-len(uncoveredSamples))
	for _, name := range slices.Sorted(maps.Keys(uncoveredSamples)) {
		fmt.Fprintf(&b, "| `%s` | %s |\n", name, uncoveredSamples[name])
	}
	return b.String()
}

func faultTable() string {
	var b strings.Builder
	b.WriteString("| name | what happens |\n|---|---|\n")
	for _, f := range emulator.NamedFaults(5, time.Time{}) {
		fmt.Fprintf(&b, "| `%s` | %s |\n", f.Name, f.What)
	}
	return b.String()
}

func codeTable() string {
	var b strings.Builder
	b.WriteString("| code | status | when | source |\n|---|---|---|---|\n")
	for _, c := range codes {
		fmt.Fprintf(&b, "| `%s` | %d | %s | %s |\n", c.code, c.status, c.when, c.source)
	}
	return b.String()
}

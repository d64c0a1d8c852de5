package worlds

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

const (
	document = "../docs/design.md"
	begin    = "<!-- worlds: from the tests -->\n"
	end      = "<!-- end of worlds -->\n"
)

var update = flag.Bool("update", false, "write the table into docs/design.md: go test ./worlds -update")

// TestDocument compares the table of differences in docs/design.md with the cases.
func TestDocument(t *testing.T) {
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, hasBegin := strings.Cut(string(text), begin)
	written, after, hasEnd := strings.Cut(rest, end)
	if !hasBegin || !hasEnd {
		t.Fatalf("%s has no table between %q and %q", document, begin, end)
	}
	want := table()
	if written == want {
		return
	}
	if !*update {
		t.Fatalf("%s has another table than the tests: go test ./worlds -update", document)
	}
	if err := os.WriteFile(document, []byte(before+begin+want+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// table has a row for each feature of a place that differs from the documents of AWS.
func table() string {
	var b strings.Builder
	all := contracts()
	fmt.Fprintf(&b, "| feature | moto | MiniStack | AWS emulator | AWS |\n|---|---|---|---|---|\n")
	agreed := 0
	for _, c := range all {
		same, row := true, "| "+c.feature
		for _, place := range []string{"moto", "MiniStack", "awsemulator"} {
			said, isOther := differences()[place][c.feature]
			if same = same && !isOther; !isOther {
				said = "="
			}
			row += " | " + said
		}
		if same {
			agreed++
			continue
		}
		fmt.Fprintf(&b, "%s | [%s](%s) |\n", row, c.want, c.page)
	}
	fmt.Fprintf(&b, "\nIn %d further cases of %d, all three do what AWS documents.\n", agreed, len(all))
	return b.String()
}

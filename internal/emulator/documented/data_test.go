package documented

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestTableFiles checks the form of the files of tables: sorted blocks of sorted lines.
func TestTableFiles(t *testing.T) {
	head := regexp.MustCompile(`^(\+[a-z]+|[a-z][a-z0-9_]* [A-Za-z0-9_]+ [a-z][a-z0-9_]*( \+[a-z]+)?)$`)
	line := regexp.MustCompile(`^ ([a-z][a-z0-9_]*(>(=|[A-Za-z0-9_]+( [A-Za-z0-9_]+)*)?)?|\*[A-Za-z0-9_~]+)$`)
	for name, file := range map[string]string{"2026": tables2026, "2019": tables2019} {
		var heads, groups []string
		for h, body := range blocks(file) {
			if !head.MatchString(h) {
				t.Errorf("%s: head %q", name, h)
			}
			if strings.HasPrefix(h, "+") {
				groups = append(groups, h)
			} else if words := strings.Fields(h); len(words) > 3 && !slices.Contains(groups, words[3]) {
				t.Errorf("%s: %q has a group that does not stand above it", name, h)
			}
			heads = append(heads, strings.Fields(h)[0])
			var columns, collections []string
			for l := range lines(body) {
				if !line.MatchString(l) {
					t.Errorf("%s: %s: line %q", name, h, l)
				}
				if c, ok := columnOf(l); ok && len(collections) == 0 {
					columns = append(columns, c.LogicalName)
				} else {
					collections = append(collections, l)
				}
			}
			ordered(t, name+": "+h, columns)
			ordered(t, name+": "+h, collections)
		}
		ordered(t, name, heads)
	}
}

func TestOperationsFile(t *testing.T) {
	form := regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]* (action|function|query|message) (\?|none|(entity|collection):(\*|[a-z0-9_]+(,[a-z0-9_]+)*)) [wxcpsld]+$`)
	var names []string
	for line := range lines(operations) {
		if !form.MatchString(line) {
			t.Errorf("line %q", line)
		}
		names = append(names, strings.Fields(line)[0])
	}
	ordered(t, "operations", names)
}

// ordered checks that names are sorted and unique.
func ordered(t *testing.T, what string, names []string) {
	t.Helper()
	for i := 1; i < len(names); i++ {
		if names[i-1] >= names[i] {
			t.Errorf("%s: %s stands before %s", what, names[i-1], names[i])
		}
	}
}

// TestNothingTwice checks that each entity set and each column of a table is in the files
// once.
func TestNothingTwice(t *testing.T) {
	names := Read()
	if len(names.logical) != len(names.tables) {
		t.Errorf("%d entity sets of %d tables", len(names.logical), len(names.tables))
	}
	for _, table := range names.Tables() {
		var columns []string
		for _, c := range table.Columns() {
			columns = append(columns, c.LogicalName)
		}
		ordered(t, table.LogicalName, columns)
	}
	for _, o := range names.Operations() {
		for _, table := range o.Tables {
			if _, ok := names.Table(table); !ok {
				t.Errorf("%s is bound to %s, which is no table", o.Name, table)
			}
		}
	}
}

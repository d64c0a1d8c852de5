package documented

import (
	_ "embed"
	"iter"
	"maps"
	"slices"
	"strings"
)

// tables2026 and tables2019 are blocks of lines: first the groups of columns, then the
// tables by logical name. operations has a line for each action and function, by name.
//
//go:embed tables_2026.txt
var tables2026 string

//go:embed tables_2019.txt
var tables2019 string

//go:embed operations.txt
var operations string

// Names are the documented names. They do not change, and any number of goroutines may
// use them at once.
type Names struct {
	tables     map[string]Table  // by logical name
	logical    map[string]string // logical names by entity set
	operations map[string]Operation
}

// Read reads the data files. It takes milliseconds, so a caller keeps the result.
func Read() *Names {
	n := &Names{tables: map[string]Table{}, logical: map[string]string{}, operations: map[string]Operation{}}
	n.addTables(tables2026)
	n.addTables(tables2019)
	for line := range lines(operations) {
		o := operationOf(line)
		n.operations[o.Name] = o
	}
	return n
}

// addTables adds the blocks of one file. A table that the names already have gets another
// list of columns.
func (n *Names) addTables(file string) {
	groups := map[string]string{}
	for head, body := range blocks(file) {
		if name, isGroup := strings.CutPrefix(head, "+"); isGroup {
			groups[name] = body
			continue
		}
		words := strings.Fields(head)
		t, known := n.tables[words[0]]
		if !known {
			t = Table{LogicalName: words[0], EntitySet: words[1], PrimaryKey: words[2]}
			n.logical[t.EntitySet] = t.LogicalName
		}
		t.bodies = append(t.bodies, body)
		if len(words) > 3 {
			t.bodies = append(t.bodies, groups[strings.TrimPrefix(words[3], "+")])
		}
		n.tables[t.LogicalName] = t
	}
}

// blocks are the blocks of a file of tables. Each has a head without a leading space, and
// the lines below it, which have a leading space.
func blocks(file string) iter.Seq2[string, string] {
	return func(yield func(head, body string) bool) {
		for rest := file; rest != ""; {
			var head string
			head, rest, _ = strings.Cut(rest, "\n")
			if strings.HasPrefix(head, "#") {
				continue
			}
			end := 0
			for strings.HasPrefix(rest[end:], " ") {
				end += strings.IndexByte(rest[end:], '\n') + 1
			}
			if !yield(head, rest[:end]) {
				return
			}
			rest = rest[end:]
		}
	}
}

// lines are the lines of a file or a body, without comments.
func lines(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			if !yield(strings.TrimSuffix(line, "\n")) {
				return
			}
		}
	}
}

// Table is the table of a logical name.
func (n *Names) Table(logicalName string) (Table, bool) {
	t, ok := n.tables[logicalName]
	return t, ok
}

// TableOfSet is the table of an entity set.
func (n *Names) TableOfSet(entitySet string) (Table, bool) {
	return n.Table(n.logical[entitySet])
}

// Tables are all tables by logical name.
func (n *Names) Tables() []Table {
	return slices.SortedFunc(maps.Values(n.tables), func(a, b Table) int {
		return strings.Compare(a.LogicalName, b.LogicalName)
	})
}

// Operation is the action or function of a name, without Microsoft.Dynamics.CRM in
// front.
func (n *Names) Operation(name string) (Operation, bool) {
	o, ok := n.operations[name]
	return o, ok
}

// Operations are all actions and functions by name.
func (n *Names) Operations() []Operation {
	return slices.SortedFunc(maps.Values(n.operations), func(a, b Operation) int {
		return strings.Compare(a.Name, b.Name)
	})
}

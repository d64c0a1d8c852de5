package documented

import "strings"

// A Kind says how a client calls an operation.
type Kind string

// The kinds. Filter is a function for $filter only. Message is an action or a function:
// the sources do not say which.
const (
	Action   Kind = "action"
	Function Kind = "function"
	Filter   Kind = "query"
	Message  Kind = "message"
)

// A Binding says what an operation is bound to.
type Binding string

// The bindings. NotStated is the binding of an operation that the sources only name.
const (
	NotStated    Binding = "?"
	Unbound      Binding = "none"
	ToEntity     Binding = "entity"
	ToCollection Binding = "collection"
)

// Parameter is the name of the binding parameter in $metadata. It is empty for an operation
// that is not bound, and for an operation without a stated binding.
func (b Binding) Parameter() string {
	switch b {
	case ToEntity:
		return "entity"
	case ToCollection:
		return "entityset"
	}
	return ""
}

// Operation is a documented action or function.
type Operation struct {
	Name    string
	Kind    Kind
	Binding Binding

	// Tables are the logical names of the tables that the operation is bound to. A bound
	// operation without tables is an operation of every table.
	Tables []string
}

// operationOf reads a line: the name, the kind, the binding with its tables, and letters
// for the sources.
func operationOf(line string) Operation {
	words := strings.Fields(line)
	binding, tables, _ := strings.Cut(words[2], ":")
	o := Operation{Name: words[0], Kind: Kind(words[1]), Binding: Binding(binding)}
	if tables != "" && tables != "*" {
		o.Tables = strings.Split(tables, ",")
	}
	return o
}

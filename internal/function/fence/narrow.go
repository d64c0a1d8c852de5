package fence

import (
	"fmt"
	"strings"

	"sns-dynamics/internal/operation"
)

// Lists are the names that a route allows. A nil list sets no limit.
type Lists struct{ Operations, Tables, Actions []string }

// ListError is the error of a malformed list, or of a malformed name in a list.
type ListError struct {
	// Pointer is the JSON pointer (RFC 6901) of the list or the name in the lists, such as
	// /tables/0.
	Pointer string
	// Text is one line with the expected value.
	Text string
}

// Error is one line.
func (e *ListError) Error() string { return e.Pointer + ": " + e.Text }

// Narrow returns the fence of a route. It stands beside the fence of the stack: a message
// needs the permission of both. The names, the bounds and the meaning of "*" are the same as
// in the variables of the stack. Its problems name the lists of the route, such as
// allow.tables. The error is a [*ListError] for the first malformed list or name; an empty list
// is malformed.
func Narrow(lists Lists) (Fence, error) {
	f := Fence{isRoute: true}
	for _, l := range []struct {
		name     string
		names    []string
		into     **list
		expected string
		isName   func(string) bool
	}{
		{parameterOperations, lists.Operations, &f.operations, expectedOperations, isKind},
		{parameterTables, lists.Tables, &f.tables, expectedTables, operation.IsName},
		{parameterActions, lists.Actions, &f.actions, expectedActions, operation.IsActionName},
	} {
		if l.names == nil {
			continue
		}
		for i, name := range l.names {
			if _, err := parseList(name, l.expected, l.isName); err != nil {
				return Fence{}, &ListError{Pointer: fmt.Sprintf("/%s/%d", fieldOf(l.name), i), Text: err.Error()}
			}
		}
		into, err := parseList(strings.Join(l.names, ","), l.expected, l.isName)
		if err != nil {
			return Fence{}, &ListError{Pointer: "/" + fieldOf(l.name), Text: err.Error()}
		}
		*l.into = into
	}
	if f.tables.hasStar() || f.actions.hasStar() { // only "*" asks for the names of administration
		f.administration = readAdministration()
	}
	return f, nil
}

// parameter returns the name of a list in a problem: the parameter of the stack, or the field
// of the route.
func (f Fence) parameter(ofStack string) string {
	if !f.isRoute {
		return ofStack
	}
	return "allow." + fieldOf(ofStack)
}

// fieldOf returns the field of a route's lists for a parameter of the stack.
func fieldOf(parameter string) string {
	return strings.ToLower(strings.TrimPrefix(parameter, "Allowed"))
}

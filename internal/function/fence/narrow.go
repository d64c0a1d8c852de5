package fence

import (
	"fmt"
	"strings"

	"sns-dynamics/internal/operation"
)

// Lists are the names that a route allows. A nil list sets no limit.
type Lists struct{ Operations, Tables, Actions []string }

// Narrow returns the fence of a route. It stands beside the fence of the stack: a message
// needs the permission of both. The names, the bounds and the meaning of "*" are the same as
// in the variables of the stack. Its problems name the lists of the route, such as
// allow.tables. The error names the list that is malformed, or the place of the malformed name,
// such as allow.tables/0; an empty list is malformed.
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
				return Fence{}, fmt.Errorf("%s/%d: %w", f.parameter(l.name), i, err)
			}
		}
		into, err := parseList(strings.Join(l.names, ","), l.expected, l.isName)
		if err != nil {
			return Fence{}, fmt.Errorf("%s: %w", f.parameter(l.name), err)
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
	return "allow." + strings.ToLower(strings.TrimPrefix(ofStack, "Allowed"))
}

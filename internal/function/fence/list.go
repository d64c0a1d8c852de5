package fence

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/nearest"
	"sns-dynamics/internal/operation"
)

// The bounds of a list. Lambda accepts 4 KB for all variables of a function together.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
const (
	longestList = 1200 // characters
	mostNames   = 100
)

// star in a list stands for every name that is not of security and administration.
const star = "*"

// list is the names that a variable allows. A nil list has no limit.
type list struct {
	isAny bool
	names []string
}

// parseList reads a list of names that are separated by commas. Blanks around a name do not
// count.
func parseList(text, expected string, isName func(string) bool) (*list, error) {
	if len(text) > longestList {
		return nil, fmt.Errorf("expected at most %d characters, got %d", longestList, len(text))
	}
	l := &list{}
	for name := range strings.SplitSeq(text, ",") {
		switch name = strings.TrimPrefix(strings.TrimSpace(name), webapi.Namespace); {
		case name == star:
			l.isAny = true
		case !isName(name):
			return nil, wrongName(name, expected)
		default:
			l.names = append(l.names, name)
		}
	}
	if len(l.names) > mostNames {
		return nil, fmt.Errorf("expected at most %d names, got %d", mostNames, len(l.names))
	}
	return l, nil
}

// wrongName returns the error of a name that a list does not take. The error has the name: the
// deployer wrote it.
func wrongName(name, expected string) error {
	text := "expected * or " + expected
	if name != "" {
		text += fmt.Sprintf("; got %q", name)
	}
	if strings.HasPrefix(expected, expectedOperations) {
		if meant, ok := nearest.Name(name, kinds()); ok {
			text += ": did you mean " + meant + "?"
		}
	}
	return errors.New(text)
}

// has reports whether the list has a name itself.
func (l *list) has(name string) bool { return slices.Contains(l.names, name) }

// hasStar reports whether the list has "*".
func (l *list) hasStar() bool { return l != nil && l.isAny }

// hasNoLimit reports whether every name is allowed that is not of security and
// administration.
func (l *list) hasNoLimit() bool { return l == nil || l.isAny }

func isKind(name string) bool { return slices.Contains(kinds(), name) }

// kinds are the names of the operations.
func kinds() []string {
	var names []string
	for _, k := range []operation.Kind{
		operation.Create, operation.Update, operation.Upsert, operation.Delete,
		operation.Associate, operation.Disassociate, operation.Action, operation.Batch,
	} {
		names = append(names, string(k))
	}
	return names
}

// parsePermission reads the value of a variable that allows an option.
func parsePermission(variable, text string) (bool, error) {
	switch text {
	case "yes":
		return true, nil
	case "no":
		return false, nil
	}
	return false, fmt.Errorf("environment variable %s: expected yes or no", variable)
}

// String returns the list as the variable has it.
func (l *list) String() string {
	if l == nil {
		return "no limit"
	}
	names := slices.Clone(l.names)
	if l.isAny {
		names = slices.Insert(names, 0, star)
	}
	return strings.Join(names, ",")
}

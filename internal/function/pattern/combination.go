package pattern

import "slices"

// maxCombinations is EventBridge's limit for the combinations of $or. maxConditions bounds
// the conditions of all combinations, and so the time of a match.
const (
	maxCombinations = 1000
	maxConditions   = 10_000
)

const or = "$or"

// condition is a field of a pattern: its path from the top of the event, and its rules. One of
// the rules must hold.
type condition struct {
	at    node
	path  []string
	rules *rules
}

// combination is a list of conditions that must all hold.
type combination []condition

// expander resolves $or: it returns combinations of conditions. One of the combinations must
// hold. A combination has the conditions beside $or too, so that all conditions on the items
// of one array meet in one item.
type expander struct{ inOr bool }

func (x expander) object(n node, path []string) ([]combination, error) {
	if len(n.entries) == 0 {
		return nil, fault(n, "expected at least one field")
	}
	all := []combination{nil}
	for _, member := range n.entries {
		more, err := x.member(member, path)
		if err != nil {
			return nil, err
		}
		if all, err = product(member, all, more); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (x expander) member(member node, path []string) ([]combination, error) {
	if member.name == or {
		return expander{inOr: true}.alternatives(member, path)
	}
	if x.inOr && isOperator(member.name) {
		return nil, fault(member, "expected the name of a field, got an operator, which EventBridge does not accept in $or")
	}
	path = append(slices.Clip(path), member.name)
	if len(path) == 1 {
		if err := checkTop(member); err != nil {
			return nil, err
		}
	}
	switch {
	case member.isObject():
		return x.object(member, path)
	case member.isArray():
		r, err := compileRules(member)
		if err != nil {
			return nil, err
		}
		return []combination{{{at: member, path: path, rules: r}}}, nil
	}
	return nil, fault(member, "expected an array of values and operators, or an object, got %s", member)
}

// checkTop refuses a field that no event has. Such a pattern would match no event, or all.
func checkTop(member node) error {
	switch {
	case member.name == Message && member.isObject(), member.name == Attributes && member.isObject(), member.name == TopicARN && member.isArray():
		return nil
	case member.name == Message, member.name == Attributes:
		return fault(member, "expected an object with the fields of the %s", member.name)
	case member.name == TopicARN:
		return fault(member, "expected an array of values and operators")
	}
	return fault(member, "unknown field: expected message, attributes, topicArn or $or")
}

func (x expander) alternatives(n node, path []string) ([]combination, error) {
	if !n.isArray() || len(n.entries) < 2 {
		return nil, fault(n, "expected an array of two objects or more")
	}
	var all []combination
	for _, item := range n.entries {
		if !item.isObject() {
			return nil, fault(item, "expected an object, got %s", item)
		}
		more, err := x.object(item, path)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
		if len(all) > maxCombinations {
			return nil, tooMany(n)
		}
	}
	return all, nil
}

func tooMany(n node) *Error {
	return fault(n, "expected at most %d combinations of $or with %d conditions together", maxCombinations, maxConditions)
}

// product returns each combination of a together with each combination of b.
func product(at node, a, b []combination) ([]combination, error) {
	conditions := 0
	for _, c := range a {
		conditions += len(c) * len(b)
	}
	for _, c := range b {
		conditions += len(c) * len(a)
	}
	if len(a)*len(b) > maxCombinations || conditions > maxConditions {
		return nil, tooMany(at)
	}
	all := make([]combination, 0, len(a)*len(b))
	for _, left := range a {
		for _, right := range b {
			all = append(all, slices.Concat(left, right))
		}
	}
	return all, nil
}

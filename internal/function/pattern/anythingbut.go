package pattern

// compileAnythingBut compiles anything-but. It takes a string, a number, a list of strings, a
// list of numbers, or one of the operators equals-ignore-case, prefix, suffix and wildcard
// with a string or a list of strings.
func compileAnythingBut(n node) (rule, error) {
	operator, values := "", n
	if n.isObject() {
		const expected = "equals-ignore-case, prefix, suffix or wildcard"
		inner, err := single(n, expected)
		if err != nil {
			return nil, err
		}
		operator, values = inner.name, inner
		switch operator {
		case equalsIgnoreCase, prefix, suffix, wildcard:
		default:
			return nil, fault(inner, "unknown operator: expected %s", expected)
		}
	}
	list := []node{values}
	if values.isArray() {
		list = values.entries
	}
	if len(list) == 0 {
		return nil, fault(values, "expected at least one value")
	}
	var refused []rule
	for _, value := range list {
		r, err := compileRefused(operator, value, list[0])
		if err != nil {
			return nil, err
		}
		refused = append(refused, r)
	}
	return func(l *leaf) bool {
		for _, matches := range refused {
			if matches(l) {
				return false
			}
		}
		return true
	}, nil
}

// compileRefused compiles a value of anything-but. All values of a list have the type of the
// first value.
func compileRefused(operator string, n, first node) (rule, error) {
	switch {
	case (operator == prefix || operator == suffix) && n.isText() && n.text == "":
		return nil, fault(n, "expected a string that is not empty")
	case operator != "":
		return compileText(operator, n)
	case !n.isText() && !n.isNumber():
		return nil, fault(n, "expected a string or a number, got %s", n)
	case n.kind != first.kind:
		return nil, fault(n, "expected %s, as the first value of the list, got %s", first, n)
	}
	value, err := exact(n)
	return value.equals, err
}

package pattern

// rules are the entries of the array of a field. One of them must hold.
type rules struct {
	values []rule
	absent bool // the entry {"exists": false}
}

// rule reports whether it holds for a leaf.
type rule func(*leaf) bool

// holds reports whether one of the rules holds for a leaf.
func (r *rules) holds(l *leaf) bool {
	for _, holds := range r.values {
		if holds(l) {
			return true
		}
	}
	return false
}

func compileRules(array node) (*rules, error) {
	if len(array.entries) == 0 {
		return nil, fault(array, "expected at least one value or operator")
	}
	r := &rules{}
	for _, entry := range array.entries {
		switch {
		case entry.isArray():
			return nil, fault(entry, "expected a string, a number, a boolean, null or an operator, got an array")
		case !entry.isObject():
			value, err := exact(entry)
			if err != nil {
				return nil, err
			}
			r.values = append(r.values, value.equals)
		default:
			if err := r.addOperator(entry); err != nil {
				return nil, err
			}
		}
	}
	return r, nil
}

// exact returns the value of an entry that is neither an object nor an array.
func exact(n node) (*leaf, error) {
	switch {
	case n.isText():
		return &leaf{text: n.text, isText: true}, nil
	case n.isNumber():
		d, err := number(n)
		return &leaf{number: d, isNumber: true}, err
	case n.kind == 't', n.kind == 'f':
		return &leaf{value: n.kind == 't'}, nil
	}
	return &leaf{}, nil
}

// number returns the value of a number in a pattern.
func number(n node) (decimal, error) {
	if !n.isNumber() {
		return decimal{}, fault(n, "expected a number, got %s", n)
	}
	d, ok := parseDecimal(n.text)
	if !ok || d.isFar() {
		return decimal{}, fault(n, "expected a number with an exponent of at most %d digits", maxExponentDigits)
	}
	return d, nil
}

func (r *rules) addOperator(n node) error {
	operator, err := single(n, operatorList)
	if err != nil {
		return err
	}
	if operator.name == exists {
		return r.addExists(operator)
	}
	value, err := compileOperator(operator)
	if err != nil {
		return err
	}
	r.values = append(r.values, value)
	return nil
}

// single returns the only member of an object.
func single(n node, expected string) (node, error) {
	if len(n.entries) != 1 {
		return node{}, fault(n, "expected one operator: %s", expected)
	}
	return n.entries[0], nil
}

func (r *rules) addExists(n node) error {
	switch n.kind {
	case 't':
		r.values = append(r.values, func(*leaf) bool { return true })
	case 'f':
		r.absent = true
	default:
		return fault(n, "expected true or false, got %s", n)
	}
	return nil
}

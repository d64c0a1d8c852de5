package pattern

// compileNumeric compiles numeric: ["=", n], one bound such as ["<", n], or a lower and an
// upper bound such as [">", 0, "<=", 5].
func compileNumeric(n node) (rule, error) {
	const shape = `expected ["=", number], one comparison such as ["<", 10], or a range such as [">", 0, "<=", 5]`
	if count := len(n.entries); !n.isArray() || count != 2 && count != 4 {
		return nil, fault(n, shape)
	}
	var bounds []bound
	for i := 0; i < len(n.entries); i += 2 {
		b, err := compileBound(n.entries[i], n.entries[i+1])
		if err != nil {
			return nil, err
		}
		bounds = append(bounds, b)
	}
	if len(bounds) == 2 {
		lower, upper := bounds[0], bounds[1]
		if lower.operator[0] != '>' || upper.operator[0] != '<' {
			return nil, fault(n, shape)
		}
		if lower.limit.compare(upper.limit) >= 0 {
			return nil, fault(n, "expected a lower bound that is smaller than the upper bound")
		}
	}
	return func(l *leaf) bool {
		for _, b := range bounds {
			if !b.holds(l.number) {
				return false
			}
		}
		return l.isNumber
	}, nil
}

// bound is a comparison with a number.
type bound struct {
	operator string
	limit    decimal
}

func compileBound(operator, limit node) (bound, error) {
	switch operator.text {
	case "=", "<", "<=", ">", ">=":
	default:
		return bound{}, fault(operator, "expected =, <, <=, > or >=")
	}
	d, err := number(limit)
	return bound{operator.text, d}, err
}

func (b bound) holds(d decimal) bool {
	c := d.compare(b.limit)
	switch b.operator {
	case "=":
		return c == 0
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	}
	return c >= 0
}

package dynamicstest

import (
	"encoding/json"
	"strings"
	"time"
)

// operand is one side of a comparison: a column or a literal.
type operand struct {
	class class
	value func(*row) any // nil is null
	// lookup says that the operand is a single-valued navigation property,
	// which compares with null alone.
	lookup bool
}

func literal(c class, v any) operand {
	return operand{class: c, value: func(*row) any { return v }}
}

// operand reads one side of a comparison. What is no literal must be a column
// of the table.
func (p *filterParser) operand() (operand, error) {
	t, err := p.next()
	if err != nil {
		return operand{}, err
	}
	if strings.HasPrefix(t.text, "@") && !t.quoted {
		tokens, err := tokenize(p.aliases[t.text])
		if err != nil {
			return operand{}, err
		}
		if len(tokens) != 1 {
			return operand{}, querySyntax("the parameter alias " + t.text + " has no simple value")
		}
		t = tokens[0]
	}
	if o, isLiteral := t.literal(); isLiteral {
		return o, nil
	}
	if p.peek() == "(" {
		return operand{}, notKnown("the function %s in $filter", t.text)
	}
	if nav, name, isPath := strings.Cut(t.text, "/"); isPath {
		return p.path(nav, name)
	}
	if c := p.table.property(t.text); c != nil {
		if c.kind == kindOther || c.kind == kindBinary {
			return operand{}, notKnown("columns of the type %s in $filter", c.edmType())
		}
		return columnOperand(c), nil
	}
	if navs := p.table.single(t.text); navs != nil {
		return operand{class: classGUID, lookup: true, value: func(r *row) any { return r.property(navs[0].lookup) }}, nil
	}
	return operand{}, noSuchProperty(p.table, t.text)
}

// path is a column of the row that a lookup holds.
func (p *filterParser) path(nav, name string) (operand, error) {
	navs := p.table.single(nav)
	if len(navs) != 1 || strings.Contains(name, "/") {
		return operand{}, notKnown("a path such as %s/%s in $filter", nav, name)
	}
	c := navs[0].target.property(name)
	if c == nil {
		return operand{}, noSuchProperty(navs[0].target, name)
	}
	o := columnOperand(c)
	return operand{class: o.class, value: func(r *row) any {
		if target := p.store.find(navs[0].target, r.pointer(navs[0].lookup.name).id); target != nil {
			return o.value(target)
		}
		return nil
	}}, nil
}

func columnOperand(c *column) operand {
	return operand{class: c.class(), value: func(r *row) any {
		v := r.property(c)
		if text, ok := v.(string); ok && c.kind == kindDateOnly {
			v, _ = midnight(text)
		}
		return v
	}}
}

func (t token) literal() (operand, bool) {
	if t.quoted {
		return literal(classText, t.text), true
	}
	switch t.text {
	case "null":
		return literal(classNull, nil), true
	case "true", "false":
		return literal(classBool, t.text == "true"), true
	}
	if guid, ok := parseGUID(t.text); ok {
		return literal(classGUID, guid), true
	}
	if text, ok := midnight(t.text); ok {
		return literal(classTime, text), true
	}
	if d, err := time.Parse(time.RFC3339, t.text); err == nil {
		return literal(classTime, d.UTC().Format(timeLayout)), true
	}
	var n json.Number
	if err := json.Unmarshal([]byte(t.text), &n); err == nil {
		return literal(classNumber, n), true
	}
	return operand{}, false
}

package dynamicstest

import (
	"fmt"
	"strings"
)

// definitionFilter is a $filter of metadata on its way through the parser.
type definitionFilter struct {
	filterParser
	of description
}

// parseFilter covers eq and ne with a text, a member of an enumeration, a number,
// an id, true, false and null; contains, startswith and endswith; and, or, and parentheses.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api
func (d description) parseFilter(text string) (func(object) bool, error) {
	if text == "" {
		return func(object) bool { return true }, nil
	}
	tokens, err := tokenize(text)
	if err != nil {
		return nil, err
	}
	p := &definitionFilter{filterParser{tokens: tokens}, d}
	keep, err := p.either()
	if err == nil && len(p.tokens) > 0 {
		err = querySyntax("unexpected '" + p.tokens[0].text + "' in $filter")
	}
	return keep, err
}

func (p *definitionFilter) either() (func(object) bool, error) {
	left, err := p.both()
	for err == nil && p.peek() == "or" {
		p.next()
		var right func(object) bool
		if right, err = p.both(); err == nil {
			one := left
			left = func(o object) bool { return one(o) || right(o) }
		}
	}
	return left, err
}

func (p *definitionFilter) both() (func(object) bool, error) {
	left, err := p.single()
	for err == nil && p.peek() == "and" {
		p.next()
		var right func(object) bool
		if right, err = p.single(); err == nil {
			one := left
			left = func(o object) bool { return one(o) && right(o) }
		}
	}
	return left, err
}

func (p *definitionFilter) single() (func(object) bool, error) {
	if p.peek() == "(" {
		p.next()
		inner, err := p.either()
		if err != nil {
			return nil, err
		}
		return inner, p.expect(")")
	}
	name, err := p.next()
	if err != nil {
		return nil, err
	}
	if test, known := textFunctions[name.text]; known && !name.quoted && p.peek() == "(" {
		return p.textFunction(test)
	}
	operator, err := p.next()
	if err != nil {
		return nil, err
	}
	if operator.text != "eq" && operator.text != "ne" || name.quoted || operator.quoted {
		return nil, notKnown("the $filter of %s", p.of.typeName)
	}
	if err := p.of.checkSimple(name.text); err != nil {
		return nil, err
	}
	is, err := p.literal()
	return func(o object) bool {
		v, _ := o.get(name.text)
		return is(v) == (operator.text == "eq")
	}, err
}

// textFunction reads a condition such as startswith(SchemaName,'new_').
func (p *definitionFilter) textFunction(test func(s, part string) bool) (func(object) bool, error) {
	p.next()
	name, err := p.next()
	if err != nil {
		return nil, err
	}
	if err := p.of.checkSimple(name.text); err != nil {
		return nil, err
	}
	if err := p.expect(","); err != nil {
		return nil, err
	}
	part, err := p.next()
	if err == nil && !part.quoted {
		err = querySyntax("a text expected in $filter")
	}
	if err != nil {
		return nil, err
	}
	return func(o object) bool {
		v, _ := o.get(name.text)
		s, isText := v.(string)
		return isText && test(strings.ToLower(s), strings.ToLower(part.text))
	}, p.expect(")")
}

// literal reads what a property is compared with.
func (p *definitionFilter) literal() (is func(any) bool, err error) {
	t, err := p.next()
	if err != nil {
		return nil, err
	}
	// Of a member of an enumeration, the type comes before the text.
	if !t.quoted && len(p.tokens) > 0 && p.tokens[0].quoted {
		t, _ = p.next()
	}
	switch {
	case t.quoted:
		return func(v any) bool { return v == any(t.text) }, nil
	case t.text == "true", t.text == "false":
		return func(v any) bool { return v == any(t.text == "true") }, nil
	case t.text == "null":
		return func(v any) bool { return v == nil }, nil
	}
	return func(v any) bool { return v != nil && fmt.Sprint(v) == t.text }, nil
}

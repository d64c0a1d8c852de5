package odata

import (
	"encoding/json"
	"strings"
)

// The parameters of a function of Dataverse's own, besides the property.
const (
	valueList = "PropertyValues=" // a list of values
	oneValue  = "PropertyValue="
	noValue   = ""
)

// queryFunctions are the functions of Dataverse's own that the parser knows, with their
// parameters.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/queryfunctions
var queryFunctions = map[string]string{
	"In": valueList, "NotIn": valueList, "Between": valueList, "NotBetween": valueList,
	"ContainValues": valueList, "DoesNotContainValues": valueList,
	"On": oneValue, "NotOn": oneValue, "OnOrAfter": oneValue, "OnOrBefore": oneValue,
	"Today": noValue, "Yesterday": noValue, "Tomorrow": noValue,
}

// queryFunction reads a function of Dataverse's own: its property by PropertyName, and
// the values.
func (p *filterParser) queryFunction() (Filter, error) {
	head, err := p.next()
	if err != nil {
		return nil, err
	}
	f := &QueryFunction{Name: strings.TrimPrefix(head.text, Namespace)}
	takes, known := queryFunctions[f.Name]
	if !known || p.peek() != "(" {
		return nil, NotCovered("the function %s in $filter", head.text)
	}
	p.next()
	if err := p.expandAlias("PropertyName="); err != nil {
		return nil, err
	}
	if err := p.expect("PropertyName="); err != nil {
		return nil, err
	}
	property, err := p.next()
	if err != nil {
		return nil, err
	}
	if f.Property, err = p.column(property.text); err != nil {
		return nil, err
	}
	if f.Values, err = p.functionValues(head.text, takes); err != nil {
		return nil, err
	}
	if strings.HasSuffix(f.Name, "Between") && len(f.Values) != 2 {
		return nil, QuerySyntax(head.text + " needs two values")
	}
	return f, p.expect(")")
}

// functionValues reads the values of a function.
func (p *filterParser) functionValues(function, takes string) ([]string, error) {
	if takes == noValue {
		return nil, nil
	}
	if err := p.expect(","); err != nil {
		return nil, err
	}
	if err := p.expandAlias(takes); err != nil {
		return nil, err
	}
	list := takes == valueList
	if list {
		takes += "["
	}
	if err := p.expect(takes); err != nil {
		return nil, err
	}
	var values []string
	for list && p.peek() != "]" || !list && len(values) == 0 {
		if len(values) > 0 {
			if err := p.expect(","); err != nil {
				return nil, err
			}
		}
		t, err := p.next()
		if err != nil {
			return nil, err
		}
		switch {
		case t.json:
			if err := json.Unmarshal([]byte(t.text), &t.text); err != nil {
				return nil, QuerySyntax(t.text + " is not a text")
			}
		case !t.quoted:
			return nil, QuerySyntax("the values of " + function + " are not texts")
		}
		values = append(values, t.text)
	}
	if list {
		p.next()
	}
	return values, nil
}

// expandAlias replaces a parameter alias by its value, if a parameter of a function has
// one, such as PropertyName=@p1.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows#use-parameter-aliases-with-query-options
func (p *filterParser) expandAlias(parameter string) error {
	alias, aliased := strings.CutPrefix(p.peek(), parameter+"@")
	if !aliased {
		return nil
	}
	value, given := p.aliases["@"+alias]
	if !given {
		return QuerySyntax("the parameter alias @" + alias + " has no value")
	}
	tokens, err := tokenize(parameter + value)
	p.tokens = append(tokens, p.tokens[1:]...)
	return err
}

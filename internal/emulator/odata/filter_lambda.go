package odata

import (
	"slices"
	"strings"
)

// isLambda reports whether any or all of a collection comes next.
func (p *filterParser) isLambda() bool {
	_, operator := cutLast(p.peek())
	return len(p.tokens) > 1 && p.tokens[1].text == "(" && !p.tokens[1].quoted && (operator == "any" || operator == "all")
}

// lambda reads a condition on the rows of a collection-valued navigation property,
// such as Account_Tasks/any(t:t/subject eq 'x'), or any() for at least one row.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows#filter-using-values-of-related-collections
func (p *filterParser) lambda() (Filter, error) {
	head, err := p.next()
	if err != nil {
		return nil, err
	}
	path, operator := cutLast(head.text)
	name, err := p.column(path)
	if err != nil {
		return nil, err
	}
	if !IsName(name) {
		return nil, NotCovered("%s of '%s' in $filter", operator, name)
	}
	l := &Lambda{Collection: name, All: operator == "all"}
	p.next() // the opening parenthesis, which isLambda found
	inside, err := p.inside()
	if err != nil {
		return nil, err
	}
	if countLambdas(inside) > maxLambdas {
		return nil, NotCovered("more than %d any and all within another in $filter", maxLambdas)
	}
	if len(inside) == 0 && !l.All {
		return l, nil
	}
	inner := &filterParser{aliases: p.aliases}
	if inner.variable, inner.tokens, err = declaration(inside); err != nil {
		return nil, err
	}
	l.Condition, err = inner.whole()
	return l, err
}

// maxLambdas limits the cost of a filter on a table that points to itself.
const maxLambdas = 10

func countLambdas(tokens []token) int {
	n := 0
	for _, t := range tokens {
		if strings.HasSuffix(t.text, "/any") || strings.HasSuffix(t.text, "/all") {
			n++
		}
	}
	return n
}

// inside returns the tokens up to the closing parenthesis of an open parenthesis.
func (p *filterParser) inside() ([]token, error) {
	for depth, i := 1, 0; i < len(p.tokens); i++ {
		switch t := p.tokens[i]; {
		case t.quoted:
		case t.text == "(":
			depth++
		case t.text == ")":
			depth--
		}
		if depth == 0 {
			inside := p.tokens[:i]
			p.tokens = p.tokens[i+1:]
			return inside, nil
		}
	}
	return nil, QuerySyntax("')' expected in $filter")
}

// declaration returns the range variable, and the tokens behind its colon.
func declaration(tokens []token) (variable string, rest []token, err error) {
	if len(tokens) == 0 || tokens[0].quoted {
		return "", nil, QuerySyntax("a range variable expected in $filter")
	}
	first, rest := tokens[0].text, slices.Clone(tokens[1:])
	if len(rest) > 0 && !rest[0].quoted && strings.HasPrefix(rest[0].text, ":") {
		first, rest = first+rest[0].text, rest[1:]
	}
	variable, behind, declared := strings.Cut(first, ":")
	if !declared || !IsName(variable) {
		return "", nil, QuerySyntax("a range variable and ':' expected in $filter")
	}
	if behind != "" {
		rest = slices.Insert(rest, 0, token{text: behind})
	}
	return variable, rest, nil
}

// cutLast splits a path at its last slash.
func cutLast(path string) (before, last string) {
	i := strings.LastIndexByte(path, '/')
	return path[:max(i, 0)], path[i+1:]
}

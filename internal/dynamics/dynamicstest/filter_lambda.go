package dynamicstest

import (
	"slices"
	"strings"
)

// isLambda reports whether any or all of a collection comes next.
func (p *filterParser) isLambda() bool {
	_, operator, _ := strings.Cut(p.peek(), "/")
	return len(p.tokens) > 1 && p.tokens[1].text == "(" && !p.tokens[1].quoted && (operator == "any" || operator == "all")
}

// lambda reads a condition on the rows of a collection-valued navigation property,
// such as Account_Tasks/any(t:t/subject eq 'x'), or any() for at least one row.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows#filter-using-values-of-related-collections
func (p *filterParser) lambda() (predicate, error) {
	head, err := p.next()
	if err != nil {
		return nil, err
	}
	name, operator, _ := strings.Cut(head.text, "/")
	nav := p.table.many(name)
	if nav == nil {
		return nil, noSuchProperty(p.table, name)
	}
	p.next() // the parenthesis that isLambda saw
	inside, err := p.inside()
	if err != nil {
		return nil, err
	}
	if countLambdas(inside) > maxLambdas {
		return nil, notKnown("more than %d any and all within another in $filter", maxLambdas)
	}
	if len(inside) == 0 && operator == "any" {
		return func(r *row) bool { return len(p.store.related(r, nav)) > 0 }, nil
	}
	if inside, err = freeOfVariable(inside); err != nil {
		return nil, err
	}
	inner := &filterParser{nav.target, p.store, p.aliases, inside, p.now}
	holds, err := inner.either()
	if err == nil && len(inner.tokens) > 0 {
		err = querySyntax("unexpected '" + inner.tokens[0].text + "' in $filter")
	}
	return func(r *row) bool {
		rows := p.store.related(r, nav)
		if operator == "any" {
			return slices.ContainsFunc(rows, holds)
		}
		return !slices.ContainsFunc(rows, func(r *row) bool { return !holds(r) })
	}, err
}

// maxLambdas bounds what a filter on a table that points to itself may cost.
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

// inside takes what stands before the closing parenthesis of one that was opened.
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
	return nil, querySyntax("')' expected in $filter")
}

// freeOfVariable takes the range variable off: its declaration, and its name before
// the columns of the rows it stands for.
func freeOfVariable(tokens []token) ([]token, error) {
	if len(tokens) == 0 || tokens[0].quoted {
		return nil, querySyntax("a range variable expected in $filter")
	}
	name, rest, declared := strings.Cut(tokens[0].text, ":")
	if !declared || name == "" {
		return nil, querySyntax("a range variable and ':' expected in $filter")
	}
	free := slices.Clone(tokens)
	if free[0].text = rest; rest == "" {
		free = free[1:]
	}
	for i, t := range free {
		column, ranged := strings.CutPrefix(t.text, name+"/")
		if ranged && !t.quoted && !t.json {
			free[i].text = column
		}
	}
	return free, nil
}

package dynamicstest

import (
	"net/http"
	"strings"
	"time"
)

// predicate says whether a row passes $filter.
type predicate func(*row) bool

type filterParser struct {
	table   *table
	store   *store
	aliases map[string]string
	tokens  []token
	now     time.Time
}

// parseFilter covers comparisons, and, or, not, parentheses, contains,
// startswith, endswith, any and all.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows
func parseFilter(t *table, q query, st *store) (predicate, error) {
	text, given := q.options["$filter"]
	if !given {
		return func(*row) bool { return true }, nil
	}
	tokens, err := tokenize(text)
	if err != nil {
		return nil, err
	}
	p := &filterParser{t, st, q.aliases, tokens, q.now}
	keep, err := p.either()
	if err == nil && len(p.tokens) > 0 {
		err = querySyntax("unexpected '" + p.tokens[0].text + "' in $filter")
	}
	return keep, err
}

// peek returns the next token if it is not a string literal.
func (p *filterParser) peek() string {
	if len(p.tokens) == 0 || p.tokens[0].quoted {
		return ""
	}
	return p.tokens[0].text
}

func (p *filterParser) next() (token, error) {
	if len(p.tokens) == 0 {
		return token{}, querySyntax("$filter ends too early")
	}
	t := p.tokens[0]
	p.tokens = p.tokens[1:]
	return t, nil
}

func (p *filterParser) expect(text string) error {
	if p.peek() != text {
		return querySyntax("'" + text + "' expected in $filter")
	}
	_, err := p.next()
	return err
}

func (p *filterParser) either() (predicate, error) {
	return p.chain("or", p.both, func(a, b predicate) predicate { return func(r *row) bool { return a(r) || b(r) } })
}

func (p *filterParser) both() (predicate, error) {
	return p.chain("and", p.unary, func(a, b predicate) predicate { return func(r *row) bool { return a(r) && b(r) } })
}

func (p *filterParser) chain(word string, part func() (predicate, error), join func(a, b predicate) predicate) (predicate, error) {
	left, err := part()
	for err == nil && p.peek() == word {
		p.next()
		var right predicate
		if right, err = part(); err == nil {
			left = join(left, right)
		}
	}
	return left, err
}

func (p *filterParser) unary() (predicate, error) {
	switch p.peek() {
	case "not":
		p.next()
		inner, err := p.unary()
		return func(r *row) bool { return !inner(r) }, err
	case "(":
		p.next()
		inner, err := p.either()
		if err != nil {
			return nil, err
		}
		return inner, p.expect(")")
	case "contains", "startswith", "endswith":
		return p.textFunction()
	}
	if p.isLambda() {
		return p.lambda()
	}
	if isQueryFunction(p.peek()) {
		return p.queryFunction()
	}
	return p.comparison()
}

var textFunctions = map[string]func(s, part string) bool{
	"contains": strings.Contains, "startswith": strings.HasPrefix, "endswith": strings.HasSuffix,
}

func (p *filterParser) textFunction() (predicate, error) {
	name, err := p.next()
	if err != nil {
		return nil, err
	}
	if err := p.expect("("); err != nil {
		return nil, err
	}
	a, err := p.operand()
	if err != nil {
		return nil, err
	}
	if err := p.expect(","); err != nil {
		return nil, err
	}
	b, err := p.operand()
	if err != nil {
		return nil, err
	}
	if a.class != classText || b.class != classText {
		return nil, refuse(http.StatusBadRequest, "0x80060888", "No function signature for the function with name '%s' matches the specified arguments.", name.text)
	}
	test := textFunctions[name.text]
	return func(r *row) bool {
		s, ok := a.value(r).(string)
		part, _ := b.value(r).(string)
		return ok && test(strings.ToLower(s), strings.ToLower(part))
	}, p.expect(")")
}

func (p *filterParser) comparison() (predicate, error) {
	a, err := p.operand()
	if err != nil {
		return nil, err
	}
	op, err := p.next()
	if err != nil {
		return nil, err
	}
	holds, known := comparisons[op.text]
	if !known || op.quoted {
		return nil, notKnown("the operator '%s' in $filter", op.text)
	}
	b, err := p.operand()
	if err != nil {
		return nil, err
	}
	if a.class != b.class && a.class != classNull && b.class != classNull || a.lookup && b.class != classNull {
		return nil, refuse(http.StatusBadRequest, "0x80060888",
			"A binary operator with incompatible types was detected. Found operand types '%s' and '%s' for operator kind '%s'.", a.class, b.class, op.text)
	}
	return func(r *row) bool { return holds(a.value(r), b.value(r)) }, nil
}

// comparisons follow what Dataverse asks of SQL Server: null is smaller and
// greater than nothing, and a column that is null is not equal to any value.
var comparisons = map[string]func(a, b any) bool{
	"eq": func(a, b any) bool { return compareCells(a, b) == 0 },
	"ne": func(a, b any) bool { return compareCells(a, b) != 0 },
	"gt": func(a, b any) bool { return a != nil && b != nil && compareCells(a, b) > 0 },
	"ge": func(a, b any) bool { return a != nil && b != nil && compareCells(a, b) >= 0 },
	"lt": func(a, b any) bool { return a != nil && b != nil && compareCells(a, b) < 0 },
	"le": func(a, b any) bool { return a != nil && b != nil && compareCells(a, b) <= 0 },
}

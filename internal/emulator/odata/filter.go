package odata

import (
	"slices"
	"strings"
)

// filterParser reads a $filter from the left to the right.
type filterParser struct {
	aliases  map[string]string
	tokens   []token
	variable string // the range variable of any or all; "" outside of them
	depth    int    // the parentheses and nots around the next token
}

// The limits of a $filter. A URL in a $batch has at most 64 KB, so no $filter is longer than
// maxFilter. The parser is recursive, and maxDepth limits its stack.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api
const (
	maxFilter = 65536
	maxDepth  = 100
)

// ParseFilter reads $filter: comparisons, and, or, not, parentheses, contains,
// startswith, endswith, any, all and Dataverse's own functions. The aliases are the
// parameter aliases of the request, by name with the @. It refuses the other constructs of
// OData as not covered. Each error is an *Error.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows
func ParseFilter(text string, aliases map[string]string) (Filter, error) {
	if len(text) > maxFilter {
		return nil, NotCovered("a $filter of more than %d characters", maxFilter)
	}
	tokens, err := tokenize(text)
	if err != nil {
		return nil, err
	}
	p := &filterParser{aliases: aliases, tokens: tokens}
	return p.whole()
}

// whole reads a condition that ends at the end of the text.
func (p *filterParser) whole() (Filter, error) {
	f, err := p.or()
	if err == nil && len(p.tokens) > 0 {
		err = QuerySyntax("unexpected '" + p.tokens[0].text + "' in $filter")
	}
	return f, err
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
		return token{}, QuerySyntax("$filter ends too early")
	}
	t := p.tokens[0]
	p.tokens = p.tokens[1:]
	return t, nil
}

func (p *filterParser) expect(text string) error {
	if len(p.tokens) == 0 {
		return QuerySyntax("$filter ends too early: '" + text + "' expected")
	}
	if p.peek() != text {
		return QuerySyntax("'" + text + "' expected in $filter")
	}
	_, err := p.next()
	return err
}

func (p *filterParser) or() (Filter, error) {
	return p.chain("or", p.and, func(a, b Filter) Filter { return &Or{a, b} })
}

func (p *filterParser) and() (Filter, error) {
	return p.chain("and", p.unary, func(a, b Filter) Filter { return &And{a, b} })
}

// chain reads conditions with the same word between them.
func (p *filterParser) chain(word string, part func() (Filter, error), both func(a, b Filter) Filter) (Filter, error) {
	left, err := part()
	for err == nil && p.peek() == word {
		p.next()
		var right Filter
		if right, err = part(); err == nil {
			left = both(left, right)
		}
	}
	return left, err
}

func (p *filterParser) unary() (Filter, error) {
	f, err := p.condition()
	if word := p.peek(); err == nil && slices.Contains(operators, word) {
		err = NotCovered("the operator '%s' behind a condition in $filter", word)
	}
	return f, err
}

// operators are the words of OData that stand between two values, without and and or.
//
// See https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html#sec_BuiltinFilterOperations
var operators = append([]string{"has", "in", "add", "sub", "mul", "div", "divby", "mod"}, comparisonOperators...)

// condition reads a condition without and and or around it.
func (p *filterParser) condition() (Filter, error) {
	if p.depth > maxDepth {
		return nil, NotCovered("more than %d parentheses and nots around a condition in $filter", maxDepth)
	}
	p.depth++
	defer func() { p.depth-- }()
	switch p.peek() {
	case "not":
		return p.not()
	case "(":
		p.next()
		inner, err := p.or()
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
	if strings.HasPrefix(p.peek(), Namespace) {
		return p.queryFunction()
	}
	return p.comparison()
}

// not reads not and the condition behind it. OData binds not to the value behind it, before
// eq: so not before a comparison without parentheses does not negate the comparison.
func (p *filterParser) not() (Filter, error) {
	p.next()
	isOpen := p.peek() == "("
	inner, err := p.condition()
	if _, isComparison := inner.(*Comparison); err == nil && isComparison && !isOpen {
		err = NotCovered("not before a comparison without parentheses in $filter")
	}
	return &Not{inner}, err
}

func (p *filterParser) textFunction() (Filter, error) {
	name, err := p.next()
	if err != nil {
		return nil, err
	}
	if err := p.expect("("); err != nil {
		return nil, err
	}
	text, err := p.operand()
	if err != nil {
		return nil, err
	}
	if err := p.expect(","); err != nil {
		return nil, err
	}
	part, err := p.operand()
	if err != nil {
		return nil, err
	}
	return &TextFunction{name.text, text, part}, p.expect(")")
}

var comparisonOperators = []string{"eq", "ne", "gt", "ge", "lt", "le"}

// comparison reads two values with an operator between them, or a value alone.
func (p *filterParser) comparison() (Filter, error) {
	left, err := p.operand()
	if err != nil {
		return nil, err
	}
	switch p.peek() {
	case "and", "or", ")":
		return &Value{left}, nil
	case "":
		if len(p.tokens) == 0 {
			return &Value{left}, nil
		}
	}
	operator, err := p.next()
	if err != nil {
		return nil, err
	}
	if operator.quoted || !slices.Contains(comparisonOperators, operator.text) {
		return nil, NotCovered("the operator '%s' in $filter", operator.text)
	}
	right, err := p.operand()
	return &Comparison{left, operator.text, right}, err
}

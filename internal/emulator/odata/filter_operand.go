package odata

import "strings"

// operand reads a literal, a parameter alias or the name of a property.
func (p *filterParser) operand() (Operand, error) {
	t, err := p.next()
	if err != nil {
		return Operand{}, err
	}
	if strings.HasPrefix(t.text, "@") && !t.quoted {
		if t, err = p.aliased(t.text); err != nil {
			return Operand{}, err
		}
	}
	o := Operand{Text: t.text, Quoted: t.quoted}
	if _, _, isLiteral := o.Literal(); isLiteral {
		return o, nil
	}
	switch {
	case t.text == "INF", t.text == "NaN":
		return o, NotCovered("the value '%s' in $filter", t.text)
	case p.peek() == "(" && isPath(t.text):
		return o, NotCovered("the function %s in $filter", t.text)
	case isPath(t.text) && len(p.tokens) > 0 && p.tokens[0].quoted: // the type stands before the text
		member, err := p.next()
		return Operand{Text: member.text, Quoted: true, Type: t.text}, err
	case isPath(t.text):
		o.Text, err = p.column(t.text)
		return o, err
	case t.json, t.text == ")", t.text == ",":
		return o, QuerySyntax("unexpected '" + t.text + "' in $filter")
	}
	return o, NotCovered("the value '%s' in $filter", t.text)
}

// aliased returns the value of a parameter alias.
func (p *filterParser) aliased(name string) (token, error) {
	tokens, err := tokenize(p.aliases[name])
	switch {
	case err != nil:
		return token{}, err
	case len(tokens) == 0:
		return token{}, QuerySyntax("the parameter alias " + name + " has no value")
	case len(tokens) > 1:
		return token{}, NotCovered("the value '%s' of the parameter alias %s in $filter", p.aliases[name], name)
	}
	return tokens[0], nil
}

// column returns the name of a property of the rows that the condition is on. Within any and
// all, a name without the range variable is a property of another row.
func (p *filterParser) column(name string) (string, error) {
	if p.variable == "" {
		return name, nil
	}
	column, ranged := strings.CutPrefix(name, p.variable+"/")
	if !ranged {
		return "", NotCovered("'%s' without the range variable '%s' in $filter", name, p.variable)
	}
	return column, nil
}

// isPath reports whether a text is a name, or names with a slash or a dot between them.
func isPath(text string) bool {
	for name := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '/' || r == '.' }) {
		if !IsName(strings.TrimPrefix(name, "$")) && !strings.HasPrefix(name, "@") {
			return false
		}
	}
	return IsName(text[:min(len(text), 1)])
}

package logs

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// condition reports whether the JSON value of a line matches.
type condition func(line any) bool

// jsonPattern is the rest of a pattern in braces that is not parsed yet.
type jsonPattern struct{ tokens []string }

func parseJSONPattern(text string) (pattern, error) {
	inner, closed := strings.CutSuffix(text, "}")
	tokens := regexp.MustCompile(`"(?:[^"\\]|\\.)*"|&&|\|\||!=|<=|>=|[=<>()]|[^\s=<>()!&|"]+|\S`).FindAllString(inner[1:], -1)
	p := &jsonPattern{tokens}
	holds, ok := p.disjunction()
	if !closed || !ok || len(p.tokens) > 0 {
		return nil, invalidPattern(text)
	}
	return func(line string) bool {
		var v any
		return json.Unmarshal([]byte(line), &v) == nil && holds(v)
	}, nil
}

func (p *jsonPattern) next() string {
	if len(p.tokens) == 0 {
		return ""
	}
	token := p.tokens[0]
	p.tokens = p.tokens[1:]
	return token
}

func (p *jsonPattern) accept(token string) bool {
	if len(p.tokens) == 0 || p.tokens[0] != token {
		return false
	}
	p.next()
	return true
}

func (p *jsonPattern) disjunction() (condition, bool) {
	left, ok := p.conjunction()
	for ok && p.accept("||") {
		first, second := left, condition(nil)
		second, ok = p.conjunction()
		left = func(v any) bool { return first(v) || second(v) }
	}
	return left, ok
}

func (p *jsonPattern) conjunction() (condition, bool) {
	left, ok := p.term()
	for ok && p.accept("&&") {
		first, second := left, condition(nil)
		second, ok = p.term()
		left = func(v any) bool { return first(v) && second(v) }
	}
	return left, ok
}

func (p *jsonPattern) term() (condition, bool) {
	if p.accept("(") {
		c, ok := p.disjunction()
		return c, ok && p.accept(")")
	}
	selector, operator, operand := p.next(), p.next(), p.next()
	if !regexp.MustCompile(`^\$(\.[0-9A-Za-z_-]+)+$`).MatchString(selector) || operand == "" || strings.ContainsAny(operand[:1], "()=<>!&|") {
		return nil, false
	}
	path := strings.Split(selector, ".")[1:]
	compare, ok := comparison(operator, operand)
	return func(v any) bool {
		for _, name := range path {
			object, _ := v.(map[string]any)
			member, found := object[name]
			if !found {
				return false
			}
			v = member
		}
		return compare(v)
	}, ok
}

// comparison returns the condition of an operator and an operand. It compares numbers if
// the operand is a number, and else texts. A * in a text stands for any characters.
func comparison(operator, operand string) (condition, bool) {
	number, err := strconv.ParseFloat(operand, 64)
	if err != nil {
		quoted := regexp.QuoteMeta(unquote(operand))
		text := regexp.MustCompile("(?s)^" + strings.ReplaceAll(quoted, `\*`, ".*") + "$")
		equal := func(v any) bool {
			s, ok := v.(string)
			return ok && text.MatchString(s)
		}
		switch operator {
		case "=":
			return equal, true
		case "!=":
			return func(v any) bool { return !equal(v) }, true
		}
		return nil, false
	}
	holds := map[string]func(float64) bool{
		"=": func(f float64) bool { return f == number }, "!=": func(f float64) bool { return f != number },
		"<": func(f float64) bool { return f < number }, "<=": func(f float64) bool { return f <= number },
		">": func(f float64) bool { return f > number }, ">=": func(f float64) bool { return f >= number },
	}[operator]
	return func(v any) bool {
		f, ok := v.(float64)
		return ok && holds(f)
	}, holds != nil
}

package pattern

import "encoding/json"

// leaf is a value of the event: a string, a number, a boolean or null.
type leaf struct {
	text   string
	number decimal
	value  any // true, false or nil

	isText, isNumber bool
}

func newLeaf(value any) leaf {
	switch v := value.(type) {
	case string:
		return leaf{text: v, isText: true}
	case json.Number:
		number, ok := parseDecimal(string(v))
		return leaf{number: number, isNumber: ok}
	}
	return leaf{value: value}
}

// equals is the rule of an exact value of a pattern.
func (l *leaf) equals(of *leaf) bool {
	switch {
	case l.isText:
		return of.isText && of.text == l.text
	case l.isNumber:
		return of.isNumber && of.number.compare(l.number) == 0
	}
	return !of.isText && !of.isNumber && of.value == l.value
}

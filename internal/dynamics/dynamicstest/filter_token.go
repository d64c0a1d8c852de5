package dynamicstest

import (
	"strings"
	"time"
)

// token is a word, a string literal or a punctuation mark of $filter.
type token struct {
	text   string
	quoted bool
	// json says that the text stands in double quotes, which only lists of values
	// have; the quotes are a part of it.
	json bool
}

func tokenize(s string) ([]token, error) {
	var tokens []token
	for i := 0; i < len(s); {
		switch c := s[i]; c {
		case ' ', '\t':
			i++
		case '(', ')', ',':
			tokens = append(tokens, token{text: string(c)})
			i++
		case '\'':
			end := stringEnd(s, i)
			text, _, err := unquote(s[i:end])
			if err != nil {
				return nil, err
			}
			tokens = append(tokens, token{text: text, quoted: true})
			i = end
		case '"':
			end := jsonEnd(s, i)
			tokens = append(tokens, token{text: s[i:end], json: true})
			i = end
		default:
			end := i + strings.IndexAny(s[i:]+" ", " \t(),'\"")
			tokens = append(tokens, token{text: s[i:end]})
			i = end
		}
	}
	return tokens, nil
}

// stringEnd returns where the string literal that starts at i ends; a doubled
// quote does not end it.
func stringEnd(s string, i int) int {
	for i++; i < len(s); i++ {
		if s[i] != '\'' {
			continue
		}
		if i+1 < len(s) && s[i+1] == '\'' {
			i++
			continue
		}
		return i + 1
	}
	return len(s)
}

// jsonEnd returns where the text in double quotes that starts at i ends.
func jsonEnd(s string, i int) int {
	for i++; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(s)
}

// class is a group of types that compare with each other.
type class string

const (
	classText   class = "Edm.String"
	classNumber class = "Edm.Decimal"
	classBool   class = "Edm.Boolean"
	classGUID   class = "Edm.Guid"
	classTime   class = "Edm.DateTimeOffset"
	classNull   class = "null"
)

func (c *column) class() class {
	switch c.kind {
	case kindString, kindMemo:
		return classText
	case kindBoolean:
		return classBool
	case kindDateTime, kindDateOnly:
		return classTime
	case kindGUID, kindLookup, kindFile:
		return classGUID
	}
	return classNumber
}

// midnight makes a date comparable with a date and time.
func midnight(text string) (string, bool) {
	if d, err := time.Parse(dateLayout, text); err == nil {
		return d.Format(timeLayout), true
	}
	return text, false
}

package odata

import "strings"

// token is a word, a string literal or a punctuation mark of $filter.
type token struct {
	text   string
	quoted bool
	// json says that the text stands in double quotes. Only lists of values have such
	// texts. The quotes are a part of the text.
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
			text, _, err := Unquote(s[i:end])
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

// stringEnd returns the end of the string literal that starts at i. A doubled quote does
// not end it.
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

// jsonEnd returns the end of the text in double quotes that starts at i.
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

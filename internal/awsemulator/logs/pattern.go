package logs

import (
	"regexp"
	"strings"

	"sns-dynamics/internal/awsemulator/protocol"
)

// pattern reports whether a line matches a filter pattern.
type pattern func(line string) bool

// parsePattern parses comparisons of JSON and lists of terms. A line matches a list if it
// contains every term. A term is quoted, or consists of letters, digits and underscores.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
func parsePattern(text string) (pattern, error) {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "{") {
		return parseJSONPattern(text)
	}
	var terms []string
	for rest := text; rest != ""; rest = strings.TrimSpace(rest) {
		token := regexp.MustCompile(`^("(?:[^"\\]|\\.)*"|[0-9A-Za-z_]+)(?:\s|$)`).FindStringSubmatch(rest)
		if token == nil {
			return nil, invalidPattern(text)
		}
		rest = rest[len(token[1]):]
		terms = append(terms, unquote(token[1]))
	}
	return func(line string) bool {
		for _, term := range terms {
			if !strings.Contains(line, term) {
				return false
			}
		}
		return true
	}, nil
}

func invalidPattern(text string) *protocol.Error {
	return refuse("InvalidParameterException", "Invalid filter pattern: %s", text)
}

func unquote(token string) string {
	if inner, quoted := strings.CutPrefix(token, `"`); quoted {
		return regexp.MustCompile(`\\(.)`).ReplaceAllString(strings.TrimSuffix(inner, `"`), "$1")
	}
	return token
}

package awstest

import (
	"regexp"
	"strings"
)

// pattern tells whether a line matches a filter pattern.
type pattern func(line string) bool

// parsePattern understands terms, quoted or of letters and digits, which must
// all be in the line, and comparisons of JSON. What else CloudWatch Logs may
// well understand is refused as CloudWatch Logs refuses what it does not.
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

func invalidPattern(text string) *apiError {
	return logsRefuse("InvalidParameterException", "Invalid filter pattern: %s", text)
}

func unquote(token string) string {
	if inner, quoted := strings.CutPrefix(token, `"`); quoted {
		return regexp.MustCompile(`\\(.)`).ReplaceAllString(strings.TrimSuffix(inner, `"`), "$1")
	}
	return token
}

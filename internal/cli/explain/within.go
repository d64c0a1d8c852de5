package explain

import (
	"regexp"
	"slices"
	"strings"

	"sns-dynamics/internal/advice"
)

// within returns the explanations of the codes in the text of an error. A code of Dataverse or of
// Microsoft Entra ID tells more than the HTTP status beside it, and the status tells more than the
// word of this program before the first colon.
func within(text string) []advice.Explanation {
	for _, pattern := range []string{
		`(?i)\b0x[0-9a-f]{8}\b`,
		`(?i)\bAADSTS[0-9]+\b`,
		`-[0-9]{10}\b`,
		`\b[45][0-9]{2}\b`,
		`^[A-Za-z-]+:`,
	} {
		var found []advice.Explanation
		for _, code := range regexp.MustCompile(pattern).FindAllString(text, -1) {
			e, ok := advice.Explain(strings.TrimSuffix(code, ":"))
			if ok && !slices.ContainsFunc(found, func(other advice.Explanation) bool { return other.Code == e.Code }) {
				found = append(found, e)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

package dynamics

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// redact takes out of a service's message every value that the operation sent,
// because Dataverse likes to quote them and they are personal data as often as
// not, in any case of letters and however they are escaped; and every URL of the
// Web API, for what it holds of them. A value counts where it stands alone,
// so that a short one does not tear holes into words.
func (op Operation) redact(message string) string {
	if message == "" {
		return ""
	}
	if len(message) > longestMessage {
		return tooLong(message)
	}
	message = regexp.MustCompile(`https?://[^\s"]*/api/data/[^\s"]*`).ReplaceAllString(message, "[url]")
	quoted := spellingsIn(message)
	return replaceAlone(message, op.values(quoted.mayHave), "[value]")
}

// withhold takes a token out of what a service says, in words or as a code: a proxy
// may quote it in either.
func (e *Error) withhold(token string) {
	e.Code, e.Message = replaceSecret(e.Code, token), replaceSecret(e.Message, token)
}

// values lists what the operation sends of a row's content and may be quoted,
// longest first. Ids stay: they name a row and say nothing of it.
func (op Operation) values(mayBeQuoted func(string) bool) []string {
	found := map[string]bool{}
	op.eachSent(func(v string) {
		v = oneLine(v)
		if found[v] || utf8.RuneCountInString(v) < 2 || v == "true" || v == "false" || IsGUID(v) || !mayBeQuoted(v) {
			return
		}
		found[v] = true
	})
	values := slices.Collect(maps.Keys(found))
	slices.SortFunc(values, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return values
}

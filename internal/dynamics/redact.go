package dynamics

import (
	"maps"
	"slices"
	"strings"
)

// redact takes out of a service's message every value that an operation sent,
// because Dataverse likes to quote them and they are personal data as often as
// not, in any case of letters and however they are escaped. A value counts where it
// stands alone, so that a short one does not tear holes into words.
func (op Operation) redact(message string) string {
	if message == "" {
		return ""
	}
	return replaceAlone(message, op.values(spellingsIn(message).mayHave), "[value]")
}

// values lists what the operation sends of a row's content and may be quoted,
// longest first.
func (op Operation) values(mayBeQuoted func(string) bool) []string {
	found := map[string]bool{}
	op.eachValue(func(v string) {
		if !found[v] && mayBeQuoted(v) {
			found[v] = true
		}
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

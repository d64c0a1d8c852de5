package redaction

import (
	"maps"
	"slices"
	"strings"

	"sns-dynamics/internal/operation"
)

// redact removes the values that an operation sent from a message. Dataverse often quotes
// values, and they are often personal data. redact finds a value in any case and however it
// is escaped, if no letter or digit touches it: so a short value does not tear holes into
// words.
func redact(op operation.Operation, message string) string {
	if message == "" {
		return ""
	}
	return replaceAlone(message, sentValues(op, spellingsIn(message).mayHave), "[value]")
}

// sentValues returns the values that an operation sent and that the message may quote,
// longest first.
func sentValues(op operation.Operation, mayBeQuoted func(string) bool) []string {
	found := map[string]bool{}
	eachValue(op, func(v string) {
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

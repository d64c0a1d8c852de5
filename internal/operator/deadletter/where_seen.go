package deadletter

import (
	"fmt"
	"slices"
	"strings"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/nearest"
)

// maxSeen is the most values of a key that are kept, and maxListed the most that a hint lists.
const (
	maxSeen   = 1000
	maxListed = 5
)

// seen holds the knowledge of a [Where] about the letters that were compared.
type seen struct {
	isAny bool // a letter was compared
	// values are the values of the letters, by the key of a condition. For messageId they are the
	// ids of conditions that name a letter.
	values map[string][]string
}

// note adds the values of a letter.
func (s *seen) note(conditions []condition, l Letter) {
	s.isAny = true
	for _, c := range conditions {
		if c.key != "messageId" {
			s.add(c.key, l.value(c.key))
			continue
		}
		for _, id := range c.values {
			if l.IsNamed(id) {
				s.add(c.key, id)
			}
		}
	}
}

func (s *seen) add(key, value string) {
	if value != "" && len(s.values[key]) < maxSeen && !slices.Contains(s.values[key], value) {
		s.values[key] = append(s.values[key], value)
	}
}

// Hints returns one line for each value of a condition that no compared letter has, with the
// value that was meant or with the values of the letters. It has no lines for class, operation
// and source: [ParseWhere] checks their values.
func (w Where) Hints() []string {
	if w.seen == nil || !w.seen.isAny {
		return nil
	}
	var all []string
	for _, c := range w.conditions {
		if !slices.Contains([]string{"code", "entitySet", "route", "messageId"}, c.key) {
			continue
		}
		for _, value := range c.values {
			if !slices.ContainsFunc(w.seen.values[c.key], func(of string) bool { return matches(c.key, of, value) }) {
				all = append(all, hint(c.key, value, w.seen.values[c.key]))
			}
		}
	}
	return all
}

// isKnownCode reports whether a value is a code with an explanation, and so not misspelt.
func isKnownCode(key, value string) bool {
	_, ok := advice.Explain(value)
	return ok && key == "code"
}

func hint(key, value string, of []string) string {
	text := fmt.Sprintf("no letter has the %s %s", key, value)
	if key == "messageId" {
		return text
	}
	if len(of) == 0 {
		return fmt.Sprintf("no letter has a %s", key)
	}
	if meant, ok := nearest.Name(value, of); ok && !isKnownCode(key, value) {
		return text + ": did you mean " + meant + "?"
	}
	sorted := slices.Sorted(slices.Values(of))
	if len(sorted) > maxListed {
		sorted = append(sorted[:maxListed], "…")
	}
	return text + ": the letters have " + strings.Join(sorted, ", ")
}

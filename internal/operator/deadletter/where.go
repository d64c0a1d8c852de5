package deadletter

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sns-dynamics/internal/errorcode"
	"sns-dynamics/internal/nearest"
	"sns-dynamics/internal/operation"
)

// Where selects letters. The zero value selects all.
type Where struct {
	conditions []condition
	since      time.Time
	seen       *seen // nil without conditions
}

// condition is met by a letter whose field has one of the values.
type condition struct {
	key    string
	values []string
}

// keys are the keys of conditions, besides since.
func keys() []string {
	return []string{"class", "code", "entitySet", "operation", "route", "source", "messageId"}
}

// Keys returns the keys of conditions.
func Keys() []string { return append(keys(), "since") }

// Values returns the values that a key of a condition can have. It returns nil for a key with
// any value.
func Values(key string) []string {
	var values []string
	switch key {
	case "class":
		for _, c := range []operation.Class{operation.Rejected, operation.Unavailable, operation.Misconfigured, operation.Waiting, operation.Unknown} {
			values = append(values, string(c))
		}
	case "source":
		for _, s := range []Source{Function, Lambda, Subscription, Queue, Unknown} {
			values = append(values, string(s))
		}
	case "operation":
		for _, k := range []operation.Kind{
			operation.Create, operation.Update, operation.Upsert, operation.Delete,
			operation.Associate, operation.Disassociate, operation.Action, operation.Batch,
		} {
			values = append(values, string(k))
		}
	}
	return values
}

// exampleID is a whole id.
const exampleID = "95df01b4-ee98-5cb9-9903-4c221d41eb5e"

// example is a value of a key with any value.
func example(key string) string {
	switch key {
	case "code":
		return "0x80060888"
	case "entitySet":
		return "contacts"
	case "route":
		return "orders"
	}
	return exampleID
}

// PartialIDError is the error of a messageId that is no whole id.
type PartialIDError struct{ Value string }

// Error says what was expected.
func (e *PartialIDError) Error() string {
	return "messageId=" + e.Value + ": expected a whole id, such as " + exampleID
}

// checkValue returns an error if a key cannot have a value.
func checkValue(key, value string) error {
	values := Values(key)
	switch {
	case value == "" && values != nil:
		return fmt.Errorf("%s=: expected one of %s", key, strings.Join(values, ", "))
	case value == "":
		return fmt.Errorf("%s=: expected a value, such as %s", key, example(key))
	case key == "messageId" && !operation.IsGUID(value):
		return &PartialIDError{value}
	}
	if values == nil || slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(v, value) }) {
		return nil
	}
	if meant, ok := nearest.Name(value, values); ok {
		return fmt.Errorf("%s=%s: did you mean %s?", key, value, meant)
	}
	for _, other := range keys() {
		meant, ok := nearest.Name(value, Values(other))
		if slices.Contains(Values(other), value) {
			meant, ok = value, true
		}
		if ok {
			return fmt.Errorf("%s=%s: did you mean %s=%s?", key, value, other, meant)
		}
	}
	return fmt.Errorf("%s=%s: expected one of %s", key, value, strings.Join(values, ", "))
}

// ParseWhere parses conditions such as class=rejected,since=2h. A letter must meet all of
// them, but only one of several conditions with the same key. A value must match the whole
// field, regardless of case, and is not empty. The value of route may leave out the hash of the
// routes. [ParseSince] parses the value of since; a letter matches if its Time is not earlier.
//
// The error names the condition that is invalid.
func ParseWhere(texts []string, now time.Time) (Where, error) {
	var w Where
	for text := range strings.SplitSeq(strings.Join(texts, ","), ",") {
		if text == "" {
			continue
		}
		name, value, ok := strings.Cut(text, "=")
		i := slices.IndexFunc(keys(), func(k string) bool { return strings.EqualFold(k, name) })
		switch {
		case !ok:
			return Where{}, fmt.Errorf("%q: expected key=value", text)
		case strings.EqualFold(name, "since"):
			since, err := ParseSince(value, now)
			if err != nil {
				return Where{}, fmt.Errorf("since: %w", err)
			}
			w.since = since
		case i < 0:
			if meant, ok := nearest.Name(name, Keys()); ok {
				return Where{}, fmt.Errorf("unknown key %q: did you mean %s?", name, meant)
			}
			return Where{}, fmt.Errorf("unknown key %q: expected one of %s", name, strings.Join(Keys(), ", "))
		default:
			if err := checkValue(keys()[i], value); err != nil {
				return Where{}, err
			}
			w.add(keys()[i], value)
		}
	}
	return w, nil
}

func (w *Where) add(key, value string) {
	if w.seen == nil {
		w.seen = &seen{values: map[string][]string{}}
	}
	i := slices.IndexFunc(w.conditions, func(c condition) bool { return c.key == key })
	if i < 0 {
		w.conditions = append(w.conditions, condition{key: key})
		i = len(w.conditions) - 1
	}
	w.conditions[i].values = append(w.conditions[i].values, value)
}

// IsZero reports whether all letters are selected.
func (w Where) IsZero() bool { return len(w.conditions) == 0 && w.since.IsZero() }

// Matches reports whether a letter is selected. It keeps the values of the letter for
// [Where.Hints].
func (w Where) Matches(l Letter) bool {
	if w.seen != nil {
		w.seen.note(w.conditions, l)
	}
	if l.Time.Before(w.since) {
		return false
	}
	for _, c := range w.conditions {
		if !slices.ContainsFunc(c.values, func(v string) bool { return l.has(c.key, v) }) {
			return false
		}
	}
	return true
}

func (l Letter) has(key, value string) bool {
	if key == "messageId" {
		return l.IsNamed(value)
	}
	return matches(key, l.value(key), value)
}

// matches reports whether the field of a key is the value of a condition.
func matches(key, own, value string) bool {
	switch key {
	case "route":
		name, _, _ := strings.Cut(own, "@")
		return strings.EqualFold(own, value) || strings.EqualFold(name, value)
	case "code":
		return errorcode.Canonical(own) == errorcode.Canonical(value)
	}
	return strings.EqualFold(own, value)
}

// value returns the field of a key. It returns nothing for messageId: a letter has two ids.
func (l Letter) value(key string) string {
	switch key {
	case "class":
		return l.Class
	case "code":
		return l.Code
	case "entitySet":
		return l.EntitySet
	case "operation":
		return l.Operation
	case "route":
		return l.Route
	case "source":
		return string(l.Source)
	}
	return ""
}

package deadletter

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Where selects letters. The zero value selects all.
type Where struct {
	conditions []condition
	since      time.Time
}

// condition wants a field to have one of some values.
type condition struct {
	key    string
	values []string
}

// keys are what letters are selected by, besides since.
func keys() []string {
	return []string{"class", "code", "entitySet", "operation", "source", "messageId"}
}

// ParseWhere reads conditions such as class=rejected,since=2h. All must hold; of
// those with the same key, one. Values are matched whole, but for the case of
// letters; an empty one selects what has no value. Of since it is the letter's
// Time that counts, and its value what [ParseSince] takes.
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
			return Where{}, fmt.Errorf("unknown key %q: expected one of %s, since", name, strings.Join(keys(), ", "))
		default:
			w.add(keys()[i], value)
		}
	}
	return w, nil
}

// ParseSince reads a time as in RFC 3339, or how long before now, in days (3d) or
// in what [time.ParseDuration] takes.
func ParseSince(value string, now time.Time) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, value); err == nil {
		return t, nil
	}
	if days, ok := strings.CutSuffix(value, "d"); ok {
		if n, err := strconv.ParseUint(days, 10, 16); err == nil {
			return now.AddDate(0, 0, -int(n)), nil
		}
	}
	if d, err := time.ParseDuration(value); err == nil && d >= 0 {
		return now.Add(-d), nil
	}
	return time.Time{}, fmt.Errorf("%q: expected a time such as 2026-11-21T09:30:00Z, or a duration such as 2h or 3d", value)
}

func (w *Where) add(key, value string) {
	i := slices.IndexFunc(w.conditions, func(c condition) bool { return c.key == key })
	if i < 0 {
		w.conditions = append(w.conditions, condition{key: key})
		i = len(w.conditions) - 1
	}
	w.conditions[i].values = append(w.conditions[i].values, value)
}

// IsZero reports whether all letters are selected.
func (w Where) IsZero() bool { return len(w.conditions) == 0 && w.since.IsZero() }

// Matches reports whether a letter is selected.
func (w Where) Matches(l Letter) bool {
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
	var own string
	switch key {
	case "class":
		own = l.Class
	case "code":
		own = l.Code
	case "entitySet":
		own = l.EntitySet
	case "operation":
		own = l.Operation
	case "source":
		own = string(l.Source)
	case "messageId":
		return l.IsNamed(value)
	}
	return strings.EqualFold(own, value)
}

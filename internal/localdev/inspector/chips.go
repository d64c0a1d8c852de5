package inspector

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// chip is a filter that one click switches on or off.
type chip struct {
	Text  string
	ID    string // of the field and the value
	Count int    // of the kept messages; 0 if it is not counted
	Query string // the search after the click
	On    bool
}

// chipGroup is the chips of one field.
type chipGroup struct {
	Name   string
	Always bool // shown without a click
	Chips  []chip
}

// IsOn reports whether a chip of the group is on.
func (g chipGroup) IsOn() bool {
	return slices.ContainsFunc(g.Chips, func(c chip) bool { return c.On })
}

// maxChips limits the chips of a field. A search finds the other values.
const maxChips = 12

// counts are the numbers of messages by field and value.
type counts map[string]map[string]int

func (c counts) add(field string, values ...string) {
	for _, value := range values {
		if value == "" {
			continue
		}
		if c[field] == nil {
			c[field] = map[string]int{}
		}
		c[field][value]++
	}
}

func (c counts) message(m Message) {
	c.add("outcome", m.Outcome)
	c.add("operation", cmp.Or(m.Action, m.Operation))
	c.add("entitySet", append(slices.Clone(m.EntitySets), m.EntitySet)...)
	c.add("route", m.Route)
}

// chips returns the filters of the list of messages: the values of a field that most messages
// have, and times.
func (c counts) chips(query string) []chipGroup {
	var all []chipGroup
	for _, field := range []struct{ name, title string }{{"outcome", "Outcome"}, {"operation", "Operation"}, {"entitySet", "Table"}, {"route", "Route"}} {
		values := c[field.name]
		names := slices.SortedFunc(maps.Keys(values), func(a, b string) int { return cmp.Or(cmp.Compare(values[b], values[a]), cmp.Compare(a, b)) })
		g := chipGroup{Name: field.title, Always: field.name == "outcome"}
		for _, name := range names[:min(maxChips, len(names))] {
			g.Chips = append(g.Chips, newChip(query, field.name, name, values[name]))
		}
		if len(g.Chips) > 0 {
			all = append(all, g)
		}
	}
	g := chipGroup{Name: "Time", Always: true}
	for _, t := range []struct{ value, text string }{{"1m", "last minute"}, {"5m", "5 minutes"}, {"1h", "hour"}} {
		one := newChip(query, "since", t.value, 0)
		one.Text = t.text
		g.Chips = append(g.Chips, one)
	}
	return append(all, g)
}

// newChip returns the chip of a value. A click adds the value to the values of the field, or
// removes it. A field of time has one value.
func newChip(query, field, value string, count int) chip {
	c := chip{Text: value, ID: field + "-" + value, Count: count}
	var kept, values []string
	for _, word := range words(query) {
		name, given, found := strings.Cut(word, ":")
		if !found || !strings.EqualFold(name, field) {
			kept = append(kept, word)
			continue
		}
		values = append(values, strings.Split(given, ",")...)
	}
	c.On = slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(v, value) })
	switch {
	case c.On:
		values = slices.DeleteFunc(values, func(v string) bool { return strings.EqualFold(v, value) })
	case field == "since":
		values = []string{value}
	default:
		values = append(values, value)
	}
	if len(values) > 0 {
		kept = append(kept, field+":"+strings.Join(values, ","))
	}
	c.Query = strings.Join(kept, " ")
	return c
}

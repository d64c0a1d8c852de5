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
	Query string // the search after the click
	On    bool

	IsCounted bool
	Count     int // of the messages that fit the filters of the other fields
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

// count is the number of kept messages with a value, and the number of such messages that fit all
// terms of other fields.
type count struct{ all, fit int }

// counts are the numbers of messages by field and value.
type counts map[string]map[string]count

// message counts a message. missed are the fields of the terms that the message does not fit.
func (c counts) message(m Message, missed []string) {
	c.add("outcome", missed, m.Outcome)
	c.add("operation", missed, cmp.Or(m.Action, m.Operation))
	c.add("entitySet", missed, append(slices.Clone(m.EntitySets), m.EntitySet)...)
	c.add("route", missed, m.Route)
}

func (c counts) add(field string, missed []string, values ...string) {
	isFit := !slices.ContainsFunc(missed, func(other string) bool { return other != field })
	for _, value := range values {
		if value == "" {
			continue
		}
		if c[field] == nil {
			c[field] = map[string]count{}
		}
		n := c[field][value]
		n.all++
		if isFit {
			n.fit++
		}
		c[field][value] = n
	}
}

// chips returns the filters of the list of messages: the values of a field that most messages
// have, and times.
func (c counts) chips(query string) []chipGroup {
	var all []chipGroup
	for _, field := range []struct{ name, title string }{{"outcome", "Outcome"}, {"operation", "Operation"}, {"entitySet", "Table"}, {"route", "Route"}} {
		values := c[field.name]
		names := slices.SortedFunc(maps.Keys(values), func(a, b string) int { return cmp.Or(values[b].all-values[a].all, cmp.Compare(a, b)) })
		g := chipGroup{Name: field.title, Always: field.name == "outcome"}
		for _, name := range names[:min(maxChips, len(names))] {
			one := newChip(query, field.name, name)
			one.IsCounted, one.Count = true, values[name].fit
			g.Chips = append(g.Chips, one)
		}
		if len(g.Chips) > 0 {
			all = append(all, g)
		}
	}
	g := chipGroup{Name: "Time", Always: true}
	for _, t := range []struct{ value, text string }{{"1m", "last minute"}, {"5m", "5 minutes"}, {"1h", "hour"}} {
		one := newChip(query, "since", t.value)
		one.Text = t.text
		g.Chips = append(g.Chips, one)
	}
	return append(all, g)
}

// newChip returns the chip of a value. A click adds the value to the values of the field, or
// removes it. A field of time has one value.
func newChip(query, field, value string) chip {
	c := chip{Text: value, ID: field + "-" + value}
	var kept, values []string
	for _, word := range words(query) {
		if strings.EqualFold(word, "-"+field+":"+value) {
			continue // the click asks for the contrary
		}
		name, given, found := strings.Cut(word, ":")
		if !found || !strings.EqualFold(canonical(name), field) {
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

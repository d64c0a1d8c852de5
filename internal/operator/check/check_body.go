package check

import (
	"maps"
	"slices"
	"strings"

	"sns-dynamics/internal/csdl"
)

// deepest is the depth to which the checker follows a body. It is greater than the depth of any
// real message.
const deepest = 16

// place is the type and the pointer of a body, or of an object inside a body. The decoder
// allows related rows in a create only.
type place struct {
	of    string
	where at
}

// body checks the members of an object that is a row, or a value of a complex type.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api
func (c *checker) body(body map[string]any, p place) {
	if len(p.where) > deepest {
		return
	}
	p.of = c.declared(body, p)
	for _, name := range slices.Sorted(maps.Keys(body)) {
		here := p.where.below(name)
		property, annotation, annotated := strings.Cut(name, "@")
		switch {
		case annotation == "odata.bind":
			c.bind(property, body[name], p, here)
		case !annotated:
			c.member(name, body[name], p, here)
		}
		// The checker ignores other annotations. They come from a response, or repeat the
		// metadata of a value.
	}
}

// declared returns the type in @odata.type if the place allows the type, and otherwise the type
// of the place.
func (c *checker) declared(body map[string]any, p place) string {
	given, ok := body["@odata.type"]
	if !ok {
		return p.of
	}
	where := p.where.below("@odata.type")
	text, _ := given.(string)
	name := csdl.Bare(strings.TrimPrefix(text, "#"))
	switch {
	case c.Types[name] == nil:
		c.add(where, "no such type%s", c.meant(name, slices.Collect(maps.Keys(c.Types))))
	case !c.isA(name, p.of):
		c.add(where, "expected %s, or a type derived from it", p.of)
	default:
		return name
	}
	return p.of
}

// member checks one member of a body. The problem of an unknown name suggests a similar name of
// the type.
func (c *checker) member(name string, v any, p place, here at) {
	if column, ok := c.column(p.of, name); ok {
		if lookups := c.lookupsOf(p.of, name); len(lookups) > 0 {
			c.add(here, "read-only: set the lookup by %s", bindings(lookups))
			return
		}
		c.value(v, column, here)
		return
	}
	if lookup, ok := c.lookup(p.of, name); ok {
		c.nested(v, lookup.Target, name, p, here)
		return
	}
	if target, ok := c.collection(p.of, name); ok {
		c.nestedList(v, target, p, here)
		return
	}
	if lookups := c.lookupsOf(p.of, "_"+name+"_value"); len(lookups) > 0 {
		c.add(here, "the column of a lookup: set it by %s", bindings(lookups))
		return
	}
	if c.open(p.of) {
		return
	}
	names := slices.Concat(c.columnNames(p.of), c.lookupNames(p.of), c.collectionNames(p.of))
	c.unknown(here, c.askForMember(p.of, name), "no such column of %s%s", p.of, c.meant(name, names))
}

// nested checks a related row to insert with a lookup.
func (c *checker) nested(v any, target, name string, p place, here at) {
	inner, ok := v.(map[string]any)
	switch {
	case v == nil:
	case !ok:
		c.add(here, "expected an object to insert along, got %s: name a row by %s@odata.bind", describe(v), name)
	case c.elastic(p.of) || c.elastic(target):
		c.add(here, "an elastic table takes no rows to insert along: publish each by itself")
	default:
		c.body(inner, place{target, here})
	}
}

// nestedList checks related rows to insert with a collection-valued navigation property.
func (c *checker) nestedList(v any, target string, p place, here at) {
	list, ok := v.([]any)
	if !ok {
		c.add(here, "expected an array of rows to insert along, got %s", describe(v))
		return
	}
	if c.elastic(p.of) || c.elastic(target) {
		c.add(here, "an elastic table takes no rows to insert along: publish each by itself")
		return
	}
	for i, item := range list {
		inner, ok := item.(map[string]any)
		if !ok {
			c.add(here.index(i), "expected an object, got %s", describe(item))
			continue
		}
		c.body(inner, place{target, here.index(i)})
	}
}

// bindings returns the names of the members that set the lookups.
func bindings(lookups []string) string {
	members := make([]string, len(lookups))
	for i, l := range lookups {
		members[i] = l + "@odata.bind"
	}
	return oneOf(members)
}

// mostListed is the limit for the names in a text.
const mostListed = 5

// oneOf returns the names as a text: "a, b or c".
func oneOf(names []string) string {
	if len(names) > mostListed {
		return strings.Join(names[:mostListed], ", ") + " or others"
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

package check

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"sns-dynamics/internal/operation"
)

// bind checks name@odata.bind: the target row of a lookup, or a list of rows to associate with
// a new row.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/associate-disassociate-entities-using-web-api
func (c *checker) bind(name string, v any, p place, here at) {
	if lookup, ok := c.lookup(p.of, name); ok {
		if v != nil {
			c.reference(v, lookup.Target, c.lookupsOf(p.of, lookup.Column), p.of, here)
		}
		return
	}
	if target, ok := c.collection(p.of, name); ok {
		list, isList := v.([]any)
		if !isList {
			c.add(here, "expected an array of rows, got %s: many rows are joined by this navigation property", describe(v))
		}
		for i, item := range list {
			c.reference(item, target, nil, p.of, here.index(i))
		}
		return
	}
	if lookups := c.lookupsOf(p.of, "_"+name+"_value"); len(lookups) > 0 {
		c.add(here, "no such navigation property of %s: use %s", p.of, bindings(lookups))
		return
	}
	if lookups := c.lookupsOf(p.of, name); len(lookups) > 0 {
		c.add(here, "a column, no navigation property: use %s", bindings(lookups))
		return
	}
	names := slices.Concat(c.lookupNames(p.of), c.collectionNames(p.of))
	c.unknown(here, c.askForMember(p.of, name), "no such navigation property of %s%s", p.of, c.meant(name, names))
}

// reference checks the URI of a row of the target type. siblings are the lookups of the same
// column with other target types.
func (c *checker) reference(v any, target string, siblings []string, of string, here at) {
	uri, ok := v.(string)
	if !ok {
		c.add(here, "expected the URI of a row, such as /accounts(<id>), got %s", describe(v))
		return
	}
	set, key, ok := splitReference(uri)
	if !ok {
		c.add(here, "expected the URI of a row, such as /accounts(<id>)")
		return
	}
	table, known := c.set(set, here)
	if !known {
		return
	}
	if c.Types[target] != nil && !c.isA(table, target) {
		for _, name := range siblings {
			if l, _ := c.lookup(of, name); c.isA(table, l.Target) {
				c.add(here, "leads to %s, not to %s: use %s@odata.bind", oneOf(c.setsOf(target)), set, name)
				return
			}
		}
		c.add(here, "leads to %s, not to %s", oneOf(c.setsOf(target)), set)
		return
	}
	c.literalKey(table, key, here)
}

// serviceRoot matches the optional text before the entity set of a URI in a body.
var serviceRoot = regexp.MustCompile(`^(?:https?://[^/]+)?(?:/[A-Za-z0-9_-]+)?/api/data/v\d+\.\d+/`)

// splitReference splits the URI of a row into the entity set and the key in the parentheses
// after it.
func splitReference(uri string) (set, key string, ok bool) {
	uri = strings.TrimPrefix(uri[len(serviceRoot.FindString(uri)):], "/")
	set, key, found := strings.Cut(uri, "(")
	key, closed := strings.CutSuffix(key, ")")
	return set, key, found && closed && key != "" && operation.IsName(set)
}

// literalKey checks the key in a URI: a GUID, or the columns of an alternate key.
func (c *checker) literalKey(table, key string, here at) {
	if decoded, err := url.PathUnescape(key); err == nil {
		key = decoded
	}
	if operation.IsGUID(key) {
		return
	}
	var columns []string
	for _, pair := range splitPairs(key) {
		column, _, named := strings.Cut(pair, "=")
		if !named || !operation.IsName(column) {
			c.add(here, "expected a GUID, or the columns of an alternate key, in the parentheses")
			return
		}
		columns = append(columns, column)
	}
	if len(columns) == 1 && columns[0] == c.id(table) {
		return
	}
	c.alternateKey(table, columns, here)
}

// splitPairs splits at the commas outside of quotes.
func splitPairs(key string) []string {
	quoted := false
	return strings.FieldsFunc(key, func(r rune) bool {
		if r == '\'' {
			quoted = !quoted
		}
		return r == ',' && !quoted
	})
}

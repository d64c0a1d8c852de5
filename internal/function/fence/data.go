package fence

import (
	"bytes"
	"encoding/json"
	"encoding/json/jsontext"
	"net/url"
	"strconv"
	"strings"

	"sns-dynamics/internal/dynamics/values"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
)

// data checks the rows that an operation writes beside its own: related rows to insert, and
// rows that a collection-valued navigation property binds. A single-valued lookup changes no
// other row.
func (c *check) data(pointer string, op operation.Operation) {
	if !bytes.ContainsAny(bytes.TrimLeft(op.Data, " \t\r\n{"), `{[@\`) {
		return // columns alone
	}
	table, isKnown := "", false
	c.object(place{pointer: pointer, table: func() string {
		if !isKnown {
			table, isKnown = c.logicalName(op.EntitySet), true
		}
		return table
	}}, op.Data)
}

// place is an object of the data of an operation.
type place struct {
	pointer string
	names   []string
	// table returns the logical name of the table of the object's row; empty if it is not
	// known.
	table func() string
}

func (p place) String() string { return p.pointer + message.Pointer(p.names...) }

func (p place) at(names ...string) place {
	p.names = append(p.names[:len(p.names):len(p.names)], names...)
	return p
}

// object checks the members of an object.
func (c *check) object(p place, object []byte) {
	operation.EachMember(object, func(name string, value jsontext.Value) {
		property, annotation, _ := strings.Cut(name, "@")
		annotation = strings.TrimPrefix(annotation, "odata.")
		switch kind := value.Kind(); {
		case property == "" && annotation == "type":
			c.typeOf(p.at(name), value)
		case property == "" && annotation == "id":
			c.bound(p.at(name), value)
		case kind == jsontext.KindBeginArray && annotation == "bind":
			operation.EachItem(value, func(i int, item jsontext.Value) { c.bound(p.at(name, strconv.Itoa(i)), item) })
		case kind == jsontext.KindBeginArray:
			c.list(p, name, property, value)
		case kind == jsontext.KindBeginObject:
			c.related(p, p.at(name), property, value)
		}
	})
}

// list checks a list of rows to insert. A list of other values is no list of rows.
func (c *check) list(p place, name, property string, value jsontext.Value) {
	operation.EachItem(value, func(i int, item jsontext.Value) {
		if item.Kind() == jsontext.KindBeginObject || item.Kind() == jsontext.KindBeginArray {
			c.related(p, p.at(name, strconv.Itoa(i)), property, item)
		}
	})
}

// deepest limits the names and indexes on the way to a row to insert, because the time of the
// check grows with the depth.
const deepest = 64

// related checks a row that is inserted through a navigation property of the row at p.
func (c *check) related(p, at place, property string, row jsontext.Value) {
	if len(at.names) > deepest {
		c.refuse(at.String(), parameterTables, "takes related rows with at most 64 names and indexes in their path")
		return
	}
	if c.tables.isAny {
		if set, found := c.administration.ofNavigation(property); found {
			c.entitySet(at.String(), set)
		}
		c.object(at, row)
		return
	}
	if !c.mayRead() {
		return
	}
	table := p.table()
	if !c.mayRead() {
		return
	}
	targets := c.definitions.targets(c.ctx, table, property)
	switch {
	case !c.isRead():
		return
	case len(targets) == 0:
		c.refuse(at.String(), parameterTables, "names no table that this member leads to: it is no navigation property of "+table)
		return
	}
	for _, target := range targets {
		c.table(at.String(), target)
	}
	at.table = func() string { return targets[0] }
	c.object(at, row)
}

// typeOf checks the type that a row to insert names. It may be a table that the navigation
// property does not tell, such as the kind of an activity.
func (c *check) typeOf(at place, value jsontext.Value) {
	name, _ := operation.Text(value)
	name = name[strings.LastIndexByte(name, '.')+1:]
	if !operation.IsName(name) {
		c.refuse(at.String(), parameterTables, "names no table of this type: expected the name of a table")
		return
	}
	c.table(at.String(), name)
}

// bound checks a row that a collection-valued navigation property binds: Dataverse writes the
// row, or a row that relates the two.
func (c *check) bound(at place, item jsontext.Value) {
	reference, _ := operation.Text(item)
	set, ok := entitySetOf(reference)
	if !ok {
		c.refuse(at.String(), parameterTables, "names no table of this row: expected an entity set and a key, such as /accounts(…)")
		return
	}
	c.entitySet(at.String(), set)
}

// entitySetOf returns the entity set of a row that a URL names, relative or absolute. ok is
// false if the URL names anything else, such as a row that is related to the row. A server may
// decode the URL before or after it divides the URL, so both readings must name one row. A
// server does not read a query or a fragment as a part of the row.
func entitySetOf(reference string) (set string, ok bool) {
	decoded, err := url.PathUnescape(reference)
	if err != nil || strings.ContainsAny(reference, "?#") {
		return "", false
	}
	set, ok = setOfRow(reference)
	other, isRow := setOfRow(decoded)
	return set, ok && isRow && set == other
}

// setOfRow returns the entity set of a row that a URL without a query names.
func setOfRow(reference string) (set string, ok bool) {
	path, key, ok := strings.Cut(reference, "(")
	if !ok || afterKey(key) != "" {
		return "", false
	}
	set, err := url.PathUnescape(path[strings.LastIndexByte(path, '/')+1:])
	return set, err == nil && operation.IsName(set)
}

// afterKey returns the text after the parenthesis that ends a key. A parenthesis in quotes
// belongs to a value.
func afterKey(key string) string {
	isQuoted := false
	for i := range len(key) {
		switch key[i] {
		case '\'':
			isQuoted = !isQuoted
		case ')':
			if !isQuoted {
				return key[i+1:]
			}
		}
	}
	return "no parenthesis"
}

// logicalName returns the logical name of the table with an entity set, and notes a table
// that the environment does not have.
func (c *check) logicalName(entitySet string) string {
	table := c.definitions.logicalName(c.ctx, entitySet)
	if c.isRead() && table == "" {
		c.refuse("", parameterTables, "names "+entitySet+", and the environment has no such entity set")
	}
	return table
}

// parties checks the lists of parties in plain values: Dataverse writes a row for each party.
func (c *check) parties(pointer string, given json.RawMessage) {
	if !bytes.ContainsRune(given, '[') {
		return
	}
	operation.EachMember(given, func(name string, value jsontext.Value) {
		if value.Kind() != jsontext.KindBeginArray {
			return
		}
		hasParty := false
		operation.EachItem(value, func(_ int, item jsontext.Value) {
			hasParty = hasParty || values.ListsParties(name) || item.Kind() == jsontext.KindBeginObject
		})
		if hasParty {
			c.table(pointer+message.Pointer(name), values.PartyTable)
		}
	})
}

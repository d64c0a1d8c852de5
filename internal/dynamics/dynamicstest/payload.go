package dynamicstest

import (
	"slices"
	"strings"
)

// change is a row on its way into the store, with what its body says besides.
type change struct {
	*call
	row    *row // the draft
	before *row // nil when the row is new
	at     *address
	set    map[string]bool // the columns the body sets
	later  []func() error  // related rows, once the row itself is stored
}

// apply carries a body over to the draft. It is the one place that checks a
// body against the table.
func (ch *change) apply(body object) error {
	for _, m := range body {
		name, annotation, annotated := strings.Cut(m.name, "@")
		var err error
		switch {
		case !annotated:
			err = ch.member(name, m.value)
		case annotation == "odata.bind":
			err = ch.bind(name, m.value)
		default:
			err = ch.annotation(m)
		}
		if err != nil {
			return err
		}
	}
	return ch.settleState()
}

// annotation lets the annotations through that only describe what is already
// known, and the ones that reading adds and writing ignores.
func (ch *change) annotation(m member) error {
	t := ch.row.table
	_, annotation, _ := strings.Cut(m.name, "@")
	switch {
	case m.name == "@odata.type":
		if name, _ := m.value.(string); strings.TrimPrefix(name, "#") != namespace+t.Name {
			return payload(t, "Microsoft.OData.ODataException: A resource with type '%v' was found, but it is not assignable to the expected type '%s%s'.", m.value, namespace, t.Name)
		}
		return nil
	case m.name == "@odata.context", m.name == "@odata.etag", m.name == "@odata.id", m.name == "@odata.editLink":
		return nil
	case annotation == "odata.type", annotation == "OData.Community.Display.V1.FormattedValue",
		annotation == namespace+"lookuplogicalname", annotation == namespace+"associatednavigationproperty":
		return nil
	}
	return notKnown("the annotation %s", m.name)
}

func (ch *change) member(name string, v any) error {
	t := ch.row.table
	c := t.columns[name]
	switch navs, many := t.single(name), t.many(name); {
	case c != nil && c.kind != kindLookup:
		return ch.column(c, v)
	case t.property(name) != nil: // _name_value
		return directLookup(name)
	case navs != nil:
		return ch.insertSingle(navs, v)
	case many != nil:
		return ch.insertMany(many, v)
	case c != nil:
		return directLookup(name)
	}
	return unknownInPayload(t, name)
}

func (ch *change) column(c *column, v any) error {
	t := ch.row.table
	if c.readOnly || ch.fixed(c) || t.Elastic && c.name == partitionColumn && ch.before != nil {
		return nil
	}
	if c.name == t.PrimaryKey {
		return ch.primaryKey(v)
	}
	if c.name == "overriddencreatedon" && ch.before != nil {
		return nil // valid for create alone
	}
	if v == nil && len(t.States) > 0 && (c.name == "statecode" || c.name == "statuscode") {
		return missing(c.name)
	}
	ch.set[c.name] = true
	if v == nil {
		delete(ch.row.cells, c.name)
		return nil
	}
	if err := checkCharacters(c, v); err != nil {
		return err
	}
	cell, err := t.cell(c, v)
	if err == nil {
		ch.row.cells[c.name] = cell
	}
	return err
}

// fixed reports whether what the body says of a column is ignored, as the URL says it
// already: of a row that is there. Of a new one the body wins.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-upsert-insert-update-record
func (ch *change) fixed(c *column) bool { return ch.before != nil && ch.at.fixes(c) }

// fixes reports whether the URL already says what the column holds.
func (a *address) fixes(c *column) bool {
	return a != nil && a.key != nil && slices.Contains(a.key.Columns, c.name)
}

func (ch *change) primaryKey(v any) error {
	text, _ := v.(string)
	id, ok := parseGUID(text)
	if !ok {
		return badLiteral(ch.row.table, ch.row.table.columns[ch.row.table.PrimaryKey], v)
	}
	byURL := ch.at != nil && ch.at.key == nil
	if id != ch.row.id && (ch.before != nil || byURL) {
		return notKnown("a body whose primary key differs from the row's")
	}
	ch.row.id = id
	return nil
}

// bind sets a lookup to the row a URI names, or clears it; on a
// collection-valued navigation property it joins the rows of a list.
func (ch *change) bind(name string, v any) error {
	t := ch.row.table
	navs, many := t.single(name), t.many(name)
	switch uri := v.(type) {
	case nil:
		if navs != nil {
			return ch.clear(navs[0].lookup)
		}
	case string:
		if navs != nil {
			target, err := ch.reference(uri, false)
			if err != nil {
				return err
			}
			return ch.point(navs, target)
		}
	case []any:
		if many != nil {
			return ch.bindMany(many, uri)
		}
	}
	if navs != nil || many != nil {
		return payload(t, "Microsoft.OData.ODataException: The value of '%s@odata.bind' is not a URI of the kind the navigation property takes.", name)
	}
	return undeclaredNavigation(t, name)
}

// clear empties a lookup, unless Dataverse never leaves it empty.
func (ch *change) clear(lookup *column) error {
	switch {
	case lookup.readOnly || ch.fixed(lookup):
		return nil
	case lookup.required || lookup.name == "ownerid":
		return missing(lookup.name)
	}
	delete(ch.row.cells, lookup.name)
	ch.set[lookup.name] = true
	return nil
}

// point sets the lookup behind the navigation property to the row, if the
// property leads to the row's table and the caller may join the two.
func (ch *change) point(navs []*navigation, target *row) error {
	i := slices.IndexFunc(navs, func(n *navigation) bool { return n.target == target.table })
	if i < 0 {
		return payload(ch.row.table, "Microsoft.OData.ODataException: The navigation property '%s' does not lead to the table '%s'.", navs[0].name, target.table.Name)
	}
	lookup := navs[i].lookup
	if lookup.readOnly || ch.fixed(lookup) {
		return nil
	}
	if err := ch.mayPoint(lookup, target); err != nil {
		return err
	}
	ch.row.cells[lookup.name] = target.reference()
	ch.set[lookup.name] = true
	return nil
}

func (ch *change) mayPoint(lookup *column, target *row) error {
	if lookup.name == "ownerid" {
		if target.reference() == ch.user.row.reference() {
			return nil
		}
		return ch.need(verbAssign, ch.row.table)
	}
	return ch.mayJoin(ch.row.table, target.table)
}

// mayJoin asks for the two privileges that joining rows takes: append for the
// row that points, append to for the one pointed at.
func (c *call) mayJoin(from, to *table) error {
	if err := c.need(verbAppend, from); err != nil {
		return err
	}
	return c.need(verbAppendTo, to)
}

// decodeBody reads the body of a write to t.
func (c *call) decodeBody(t *table) (object, error) {
	o, err := decodeObject(c.body)
	if err != nil {
		return nil, payload(t, "Microsoft.OData.ODataException: %v.", err)
	}
	return o, nil
}

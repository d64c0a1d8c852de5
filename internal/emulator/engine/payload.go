package engine

import (
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// Apply copies a body to the draft. All checks of a body against the table are here. The
// error is an *odata.Error.
func (ch *RowChange) Apply(body orderedjson.Object) error {
	for _, m := range body {
		name, annotation, annotated := strings.Cut(m.Name, "@")
		var err error
		switch {
		case !annotated:
			err = ch.member(name, m.Value)
		case annotation == "odata.bind":
			err = ch.bind(name, m.Value)
		default:
			err = ch.annotation(m)
		}
		if err != nil {
			return err
		}
	}
	return ch.alignStates()
}

// annotation accepts the annotations that only describe the row, and the annotations that
// responses have and requests ignore.
func (ch *RowChange) annotation(m orderedjson.Member) error {
	t := ch.Row.Table
	_, annotation, _ := strings.Cut(m.Name, "@")
	switch {
	case m.Name == "@odata.type":
		if name, _ := m.Value.(string); strings.TrimPrefix(name, "#") != odata.Namespace+t.Name {
			return schema.PayloadError(t, "Microsoft.OData.ODataException: A resource with type '%v' was found, but it is not assignable to the expected type '%s%s'.", m.Value, odata.Namespace, t.Name)
		}
		return nil
	case m.Name == "@odata.context", m.Name == "@odata.etag", m.Name == "@odata.id", m.Name == "@odata.editLink":
		return nil
	case annotation == "odata.type", annotation == "OData.Community.Display.V1.FormattedValue",
		annotation == odata.Namespace+"lookuplogicalname", annotation == odata.Namespace+"associatednavigationproperty":
		return nil
	}
	return odata.NotCovered("the annotation %s", m.Name)
}

func (ch *RowChange) member(name string, v any) error {
	t := ch.Row.Table
	c := t.Columns[name]
	switch navs, many := t.SingleValued(name), t.CollectionValued(name); {
	case c != nil && c.Kind != schema.KindLookup:
		return ch.column(c, v)
	case t.Property(name) != nil: // _name_value
		return odata.DirectLookup(name)
	case navs != nil:
		return ch.insertSingle(navs, v)
	case many != nil:
		return ch.insertMany(many, v)
	case c != nil:
		return odata.DirectLookup(name)
	}
	return schema.UnknownInPayload(t, name)
}

func (ch *RowChange) column(c *schema.Column, v any) error {
	t := ch.Row.Table
	if c.ReadOnly && t.ByService && c.Name != t.PrimaryKey {
		return odata.NotCovered("a change of %s of %s", c.Name, t.Name)
	}
	if ch.keeps(c) || t.Elastic && c.Name == schema.PartitionColumn && ch.before != nil {
		return nil
	}
	if c.Name == t.PrimaryKey {
		return ch.primaryKey(v)
	}
	if ch.before != nil && c.Name == "overriddencreatedon" {
		return nil // valid only for a create
	}
	if v == nil && len(t.States) > 0 && (c.Name == "statecode" || c.Name == "statuscode") {
		return odata.Missing(c.Name)
	}
	if c.Kind == schema.KindImage {
		return ch.image(c, v)
	}
	ch.set[c.Name] = true
	if v == nil {
		delete(ch.Row.Cells, c.Name)
		return nil
	}
	if err := schema.CheckCharacters(c, v); err != nil {
		return err
	}
	cell, err := t.Cell(c, v)
	if err == nil {
		ch.Row.Cells[c.Name] = cell
	}
	if cell == nil {
		delete(ch.Row.Cells, c.Name)
	}
	return err
}

// keeps reports whether the row keeps the value of a column, so that a body does not change it.
func (ch *RowChange) keeps(c *schema.Column) bool {
	return c.ReadOnly || c.CreateOnly && ch.before != nil || ch.fixed(c)
}

// fixed reports whether the body's value of a column is ignored because the URL has a
// value. This holds for an existing row. For a new row the body decides.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-upsert-insert-update-record
func (ch *RowChange) fixed(c *schema.Column) bool { return ch.before != nil && ch.at.Fixes(c) }

func (ch *RowChange) primaryKey(v any) error {
	text, _ := v.(string)
	id, ok := guid.Parse(text)
	if !ok {
		return schema.BadLiteral(ch.Row.Table, ch.Row.Table.Columns[ch.Row.Table.PrimaryKey], v)
	}
	byURL := ch.at != nil && ch.at.Key == nil
	if id != ch.Row.ID && (ch.before != nil || byURL) {
		return odata.NotCovered("a body whose primary key differs from the row's")
	}
	ch.Row.ID = id
	return nil
}

// bind sets a lookup to the row of a URI, or clears it. For a collection-valued navigation
// property it associates the rows of a list.
func (ch *RowChange) bind(name string, v any) error {
	t := ch.Row.Table
	navs, many := t.SingleValued(name), t.CollectionValued(name)
	switch uri := v.(type) {
	case nil:
		if navs != nil {
			return ch.Clear(navs[0].Lookup)
		}
	case string:
		if navs != nil {
			target, err := ch.Resolve(uri, false)
			if err != nil {
				return err
			}
			if err := ch.checkSecondTarget(navs[0].Lookup); err != nil {
				return err
			}
			return ch.Point(navs, target)
		}
	case []any:
		if many != nil {
			return ch.bindMany(many, uri)
		}
	}
	if navs != nil || many != nil {
		return schema.PayloadError(t, "Microsoft.OData.ODataException: The value of '%s@odata.bind' is not a URI of the kind the navigation property takes.", name)
	}
	return schema.UndeclaredNavigation(t, name)
}

// Clear empties a lookup, unless Dataverse never leaves it empty. The error is an
// *odata.Error.
func (ch *RowChange) Clear(lookup *schema.Column) error {
	switch {
	case ch.keeps(lookup):
		return nil
	case lookup.Required || lookup.Name == "ownerid":
		return odata.Missing(lookup.Name)
	}
	delete(ch.Row.Cells, lookup.Name)
	ch.set[lookup.Name] = true
	return nil
}

// Point sets the lookup of the navigation property to the row, if the property leads to the
// row's table and the caller may associate the two. The error is an *odata.Error.
func (ch *RowChange) Point(navs []*schema.Navigation, target *store.Row) error {
	i := slices.IndexFunc(navs, func(n *schema.Navigation) bool { return n.Target == target.Table })
	if i < 0 {
		return schema.PayloadError(ch.Row.Table, "Microsoft.OData.ODataException: The navigation property '%s' does not lead to the table '%s'.", navs[0].Name, target.Table.Name)
	}
	lookup := navs[i].Lookup
	if ch.keeps(lookup) {
		return nil
	}
	if err := ch.mayPoint(lookup, target); err != nil {
		return err
	}
	ch.Row.Cells[lookup.Name] = target.Reference()
	ch.set[lookup.Name] = true
	return nil
}

func (ch *RowChange) mayPoint(lookup *schema.Column, target *store.Row) error {
	if lookup.Name == "ownerid" {
		if target.Reference() == ch.User.Row.Reference() {
			return nil
		}
		if err := ch.Need(schema.VerbAssign, ch.Row.Table); err != nil {
			return err
		}
		return ch.mayOwn(target)
	}
	return ch.mayAssociate(ch.Row.Table, target.Table)
}

// mayAssociate checks the two privileges for an association: append for the row with the
// lookup, and append to for the row in the lookup.
func (s *Session) mayAssociate(from, to *schema.Table) error {
	if err := s.Need(schema.VerbAppend, from); err != nil {
		return err
	}
	return s.Need(schema.VerbAppendTo, to)
}

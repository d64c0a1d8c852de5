package query

import (
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// annotate returns the annotations of a value that the client asks for. An empty value has
// no annotations.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/select-columns#formatted-values
func (rd Renderer) annotate(r *store.Row, col *schema.Column) orderedjson.Object {
	v := r.Property(col)
	if v == nil {
		return nil
	}
	var o orderedjson.Object
	name := col.Property() + "@"
	if text := rd.format(r, col, v); text != "" && rd.Wanted.Formatted {
		o = append(o, orderedjson.Member{name + odata.FormattedValue, text})
	}
	ref, isReference := r.Cells[col.Name].(schema.Reference)
	if !isReference {
		return o
	}
	if nav := navigationTo(r.Table, col, ref.Table); nav != "" && rd.Wanted.Navigation {
		o = append(o, orderedjson.Member{name + odata.NavigationName, nav})
	}
	if rd.Wanted.Lookup {
		o = append(o, orderedjson.Member{name + odata.LookupName, ref.Table.Name})
	}
	return o
}

// navigationTo is the navigation property by which the lookup leads to a table.
func navigationTo(t *schema.Table, lookup *schema.Column, to *schema.Table) string {
	for name, navs := range t.Navs {
		for _, n := range navs {
			if n.Lookup == lookup && n.Target == to && !n.Collection {
				return name
			}
		}
	}
	return ""
}

package query

import (
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/store"
)

// Renderer writes rows as the Web API returns them.
type Renderer struct {
	Store     *store.Store
	Annotated bool // the client asks for annotations
	Wanted    odata.Annotations
}

// Render writes the row in the form of the Web API. An empty context is left out, as in the
// rows of a list.
func (rd Renderer) Render(r *store.Row, sel Selection, context string) orderedjson.Object {
	var o orderedjson.Object
	if context != "" {
		o = append(o, orderedjson.Member{"@odata.context", context})
	}
	o = append(o, orderedjson.Member{"@odata.etag", r.ETag()})
	for _, col := range sel.columns {
		if rd.Annotated {
			o = append(o, rd.annotate(r, col)...)
		}
		o = append(o, orderedjson.Member{col.Property(), r.Property(col)})
	}
	for _, x := range sel.expand {
		if x.many == nil {
			var v any
			if target := rd.Store.Pointed(r, x.single); target != nil {
				v = rd.Render(target, x.sel, "")
			}
			o = append(o, orderedjson.Member{x.name, v})
			continue
		}
		list := []any{}
		for _, target := range x.chosen(rd.Store.Related(r, x.many)) {
			list = append(list, rd.Render(target, x.sel, ""))
		}
		o = append(o, orderedjson.Member{x.name, list})
	}
	return o
}

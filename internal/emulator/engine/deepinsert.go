package engine

import (
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/schema"
)

// insertSingle creates the row in a single-valued navigation property and sets the lookup
// to it. null clears the lookup, like null for @odata.bind.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api#create-related-table-rows-in-one-operation
func (ch *RowChange) insertSingle(navs []*schema.Navigation, v any) error {
	switch body := v.(type) {
	case nil:
		return ch.Clear(navs[0].Lookup)
	case orderedjson.Object:
		if ch.before != nil {
			return DeepUpdate()
		}
		if ch.Row.Table.Elastic || navs[0].Target.Elastic {
			return elasticRelated()
		}
		if len(navs) > 1 || navs[0].Lookup.ReadOnly {
			return odata.NotCovered("a deep insert through %s", navs[0].Name)
		}
		target, err := ch.Insert(navs[0].Target, body, nil, nil)
		if err != nil {
			return err
		}
		return ch.Point(navs, target)
	}
	return odata.DirectLookup(navs[0].Name)
}

// insertMany creates the rows in a collection-valued navigation property, after the row
// that they belong to is stored.
func (ch *RowChange) insertMany(n *schema.Navigation, v any) error {
	list, ok := v.([]any)
	if !ok {
		return schema.PayloadError(ch.Row.Table, "Microsoft.OData.ODataException: A 'StartArray' node was expected for the navigation property '%s'.", n.Name)
	}
	if ch.before != nil {
		return DeepUpdate()
	}
	if ch.Row.Table.Elastic || n.Target.Elastic {
		return elasticRelated()
	}
	for _, item := range list {
		body, ok := item.(orderedjson.Object)
		if !ok {
			return schema.PayloadError(ch.Row.Table, "Microsoft.OData.ODataException: A 'StartObject' node was expected in the navigation property '%s'.", n.Name)
		}
		ch.later = append(ch.later, func() error {
			var preset map[string]any
			if n.Lookup != nil {
				preset = map[string]any{n.Lookup.Name: ch.Row.Reference()}
			}
			child, err := ch.Insert(n.Target, body, nil, preset)
			if err != nil {
				return err
			}
			return ch.Associate(ch.Row, n, child)
		})
	}
	return nil
}

// bindMany associates existing rows with the new row.
func (ch *RowChange) bindMany(n *schema.Navigation, uris []any) error {
	if ch.before != nil {
		return DeepUpdate()
	}
	for _, item := range uris {
		uri, _ := item.(string)
		target, err := ch.Resolve(uri, false)
		if err != nil {
			return err
		}
		if target.Table != n.Target {
			return schema.PayloadError(ch.Row.Table, "Microsoft.OData.ODataException: The navigation property '%s' does not lead to '%s'.", n.Name, uri)
		}
		ch.later = append(ch.later, func() error { return ch.Associate(ch.Row, n, target) })
	}
	return nil
}

// HoldsRelated reports whether a body holds related rows to insert, or a list of rows to
// bind. An empty list counts.
func HoldsRelated(t *schema.Table, body orderedjson.Object) bool {
	return slices.ContainsFunc(body, func(m orderedjson.Member) bool {
		name, annotation, annotated := strings.Cut(m.Name, "@")
		if t.SingleValued(name) == nil && t.CollectionValued(name) == nil {
			return false
		}
		switch m.Value.(type) {
		case orderedjson.Object:
			return !annotated
		case []any:
			return !annotated || annotation == "odata.bind"
		}
		return false
	})
}

// DeepUpdate refuses related rows in a PATCH, whether the row exists or not.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api
func DeepUpdate() *odata.Error {
	return odata.Refuse(http.StatusBadRequest, "0x80060888", "Deep update of navigation properties is not allowed.")
}

package dynamicstest

import (
	"net/http"
	"slices"
	"strings"
)

// insertSingle creates the row that a single-valued navigation property holds
// and points to it; null clears the lookup, as @odata.bind with null does.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api#create-related-table-rows-in-one-operation
func (ch *change) insertSingle(navs []*navigation, v any) error {
	switch body := v.(type) {
	case nil:
		return ch.clear(navs[0].lookup)
	case object:
		if ch.before != nil {
			return deepUpdate()
		}
		if ch.row.table.Elastic || navs[0].target.Elastic {
			return elasticRelated()
		}
		if len(navs) > 1 || navs[0].lookup.readOnly {
			return notKnown("a deep insert through %s", navs[0].name)
		}
		target, err := ch.insert(navs[0].target, body, nil, nil)
		if err != nil {
			return err
		}
		return ch.point(navs, target)
	}
	return directLookup(navs[0].name)
}

// insertMany creates the rows that a collection-valued navigation property
// holds, once the row they belong to is stored.
func (ch *change) insertMany(n *navigation, v any) error {
	list, ok := v.([]any)
	if !ok {
		return payload(ch.row.table, "Microsoft.OData.ODataException: A 'StartArray' node was expected for the navigation property '%s'.", n.name)
	}
	if ch.before != nil {
		return deepUpdate()
	}
	if ch.row.table.Elastic || n.target.Elastic {
		return elasticRelated()
	}
	for _, item := range list {
		body, ok := item.(object)
		if !ok {
			return payload(ch.row.table, "Microsoft.OData.ODataException: A 'StartObject' node was expected in the navigation property '%s'.", n.name)
		}
		ch.later = append(ch.later, func() error {
			var preset map[string]any
			if n.lookup != nil {
				preset = map[string]any{n.lookup.name: ch.row.reference()}
			}
			child, err := ch.insert(n.target, body, nil, preset)
			if err != nil {
				return err
			}
			return ch.join(ch.row, n, child)
		})
	}
	return nil
}

// bindMany joins existing rows to the new one.
func (ch *change) bindMany(n *navigation, uris []any) error {
	if ch.before != nil {
		return deepUpdate()
	}
	for _, item := range uris {
		uri, _ := item.(string)
		target, err := ch.reference(uri, false)
		if err != nil {
			return err
		}
		if target.table != n.target {
			return payload(ch.row.table, "Microsoft.OData.ODataException: The navigation property '%s' does not lead to '%s'.", n.name, uri)
		}
		ch.later = append(ch.later, func() error { return ch.join(ch.row, n, target) })
	}
	return nil
}

// holdsRelated reports whether a body holds rows to insert along, or a list of rows
// to bind: an empty list, too.
func (t *table) holdsRelated(body object) bool {
	return slices.ContainsFunc(body, func(m member) bool {
		name, annotation, annotated := strings.Cut(m.name, "@")
		if t.single(name) == nil && t.many(name) == nil {
			return false
		}
		switch m.value.(type) {
		case object:
			return !annotated
		case []any:
			return !annotated || annotation == "odata.bind"
		}
		return false
	})
}

// deepUpdate refuses related rows in a PATCH, of a row that is there or not.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api
func deepUpdate() *apiError {
	return refuse(http.StatusBadRequest, "0x80060888", "Deep update of navigation properties is not allowed.")
}

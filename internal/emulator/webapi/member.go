package webapi

import (
	"net/http"
	"strings"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/store"
)

// The segments that can stand behind a member of a row.
var (
	valueSegment     = odata.Segment{Name: "$value"}
	referenceSegment = odata.Segment{Name: "$ref"}
)

// onMember works on a member of a row: a bound operation, a column or a navigation
// property.
func (c *request) onMember(r *store.Row, s odata.Segment) (response.Response, error) {
	if name, qualified := strings.CutPrefix(s.Name, odata.Namespace); qualified {
		return c.operations().BoundToRow(r, name, s)
	}
	single, many := r.Table.SingleValued(s.Name), r.Table.CollectionValued(s.Name)
	switch {
	case s.HasArgs && many != nil:
		return c.retrieveMember(r, many, s.Args)
	case s.HasArgs:
		return response.Response{}, c.Schema.UnknownMember(r.Table, s.Name)
	case many != nil:
		return c.listRelated(r, many)
	case single != nil:
		return c.retrieveRelated(r, single)
	case r.Table.LacksColumn(s.Name) || r.Table.LacksNavigation(s.Name):
		return response.Response{}, c.Schema.UnknownMember(r.Table, s.Name)
	case c.Method == http.MethodPatch:
		return c.file(r, r.Table.Columns[s.Name]).upload()
	}
	if col := r.Table.Property(s.Name); col != nil {
		return c.property(r, col)
	}
	return response.Response{}, c.operations().Unqualified(s.Name)
}

// belowMember works on the segment behind a member of a row: $count, $value or $ref.
func (c *request) belowMember(r *store.Row, s, last odata.Segment) (response.Response, error) {
	switch many, col := r.Table.CollectionValued(s.Name), r.Table.Columns[s.Name]; {
	case last == countSegment && many != nil && !s.HasArgs:
		return c.countRelated(r, many)
	case last == valueSegment && col != nil && holdsFile(col):
		return c.file(r, col).download()
	case last == valueSegment && r.Table.Property(s.Name) != nil && !s.HasArgs:
		return c.rawProperty(r, r.Table.Property(s.Name))
	case last == referenceSegment:
		return referenceRequest{c, r}.serve(s)
	}
	return response.Response{}, odata.NotCovered("a path as long as this one")
}

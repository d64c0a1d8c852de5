package webapi

import (
	"net/http"

	"sns-dynamics/internal/emulator/engine"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// referenceRequest is a request for the references of a row, by a navigation property.
type referenceRequest struct {
	*request
	row *store.Row
}

// serve works on the references of a navigation property.
func (c referenceRequest) serve(s odata.Segment) (response.Response, error) {
	single, many := c.row.Table.SingleValued(s.Name), c.row.Table.CollectionValued(s.Name)
	switch {
	case many != nil:
		return c.collectionReference(many, s)
	case single != nil && !s.HasArgs:
		return c.singleReference(single)
	}
	return response.Response{}, c.Schema.UnknownMember(c.row.Table, s.Name)
}

// collectionReference serves GET, POST and DELETE of the references of a
// collection-valued navigation property.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/associate-disassociate-entities-using-web-api
func (c referenceRequest) collectionReference(n *schema.Navigation, s odata.Segment) (response.Response, error) {
	switch {
	case c.Method == http.MethodPost && !s.HasArgs:
		target, err := c.bodyReference()
		if err != nil {
			return response.Response{}, err
		}
		if err := c.Query.Only(); err != nil {
			return response.Response{}, err
		}
		return response.Empty(), c.Associate(c.row, n, target)
	case c.Method == http.MethodDelete:
		target, err := c.namedReference(n, s)
		if err != nil {
			return response.Response{}, err
		}
		return response.Empty(), c.Disassociate(c.row, n, target)
	case c.Method == http.MethodGet && !s.HasArgs:
		return c.readReferences(n)
	}
	return response.Response{}, odata.WrongMethod(c.Method)
}

// namedReference returns the row to disassociate: by $id in the query, or by
// the key behind the navigation property.
func (c referenceRequest) namedReference(n *schema.Navigation, s odata.Segment) (*store.Row, error) {
	if err := c.Query.Only("$id"); err != nil {
		return nil, err
	}
	uri, given := c.Query.Options["$id"]
	switch {
	case s.HasArgs && !given:
		a, err := store.ParseAddress(n.Target, s.Args)
		if err != nil {
			return nil, err
		}
		return a.Resolve(c.Store)
	case given && !s.HasArgs:
		return c.Resolve(uri, true)
	}
	return nil, odata.Refuse(http.StatusBadRequest, "0x80060888", "The row to disassociate must be named once: by $id or by a key behind '%s'.", n.Name)
}

// bodyReference returns the row that @odata.id in the body names.
func (c referenceRequest) bodyReference() (*store.Row, error) {
	body, err := c.decodeBody(c.row.Table)
	if err != nil {
		return nil, err
	}
	v, found := body.Get("@odata.id")
	uri, isText := v.(string)
	if _, hasContext := body.Get("@odata.context"); !found || !isText || len(body) > 2 || len(body) == 2 && !hasContext {
		return nil, schema.PayloadError(c.row.Table, "Microsoft.OData.ODataException: The body of a reference holds '@odata.id' and nothing else.")
	}
	return c.Resolve(uri, true)
}

// singleReference serves GET, PUT and DELETE of the reference of a single-valued
// navigation property.
func (c referenceRequest) singleReference(navs []*schema.Navigation) (response.Response, error) {
	if err := c.Query.Only(); err != nil {
		return response.Response{}, err
	}
	var edit func(*engine.RowChange) error
	switch c.Method {
	case http.MethodPut:
		target, err := c.bodyReference()
		if err != nil {
			return response.Response{}, err
		}
		edit = func(ch *engine.RowChange) error { return ch.Point(navs, target) }
	case http.MethodDelete:
		edit = func(ch *engine.RowChange) error { return ch.Clear(navs[0].Lookup) }
	case http.MethodGet:
		return c.readReference(navs)
	default:
		return response.Response{}, odata.WrongMethod(c.Method)
	}
	_, err := c.Change(c.row, func(ch *engine.RowChange) error {
		if err := edit(ch); err != nil {
			return err
		}
		return ch.CheckReadOnly()
	})
	return response.Empty(), err
}

package dynamicstest

import (
	"net/http"
	"net/url"
	"strings"
)

// find returns the row at the address, or nil.
func (a address) find(st *store) *row {
	if a.key == nil {
		return st.find(a.table, storeKey(a.id, a.partition))
	}
	return st.index.keys[a.key][a.key.text(a.cells)]
}

// resolve returns the row at the address, or the refusal that Dataverse gives
// for a row that is not there.
func (a address) resolve(st *store) (*row, error) {
	r := a.find(st)
	switch {
	case r != nil:
		return r, nil
	case a.key != nil:
		return nil, noSuchKey(a.table)
	}
	return nil, noSuchRow(a.table, a.id)
}

// row finds the row that segment names, in an entity set.
func (c *call) row(s segment) (*row, error) {
	a, err := c.address(s)
	if err != nil {
		return nil, err
	}
	return a.resolve(c.store)
}

func (c *call) address(s segment) (address, error) {
	t := c.schema.bySet[s.name]
	if t == nil {
		return address{}, c.unknownSegment(s.name)
	}
	return t.parseAddress(s.args)
}

// reference finds the row that a URI in a body or in $id names. A relative URI
// starts at the service root; @odata.id and $id must be absolute. In a change
// set, "$" and a Content-ID stand for the row of an operation before.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/associate-disassociate-entities-using-web-api
func (c *call) reference(uri string, absolute bool) (*row, error) {
	if name, refers := strings.CutPrefix(uri, "$"); refers && c.declared != nil {
		if uri = c.declared[name]; uri == "" {
			return nil, undeclared(name)
		}
	}
	path, isAbsolute := c.cutServiceRoot(uri)
	if !isAbsolute && (absolute || strings.Contains(uri, "://")) {
		return nil, refuse(http.StatusBadRequest, "0x80060888", "Invalid URI '%s': an absolute URI below %s is required.", uri, c.root)
	}
	decoded, err := url.PathUnescape(strings.TrimPrefix(path, "/"))
	if err != nil {
		return nil, querySyntax("'" + uri + "' is not a URI")
	}
	s, err := parseSegment(decoded)
	if err != nil {
		return nil, err
	}
	if !s.hasArgs {
		return nil, querySyntax("'" + uri + "' does not name a row")
	}
	return c.row(s)
}

// cutServiceRoot takes the service root off a URI, of any version, with or
// without the scheme and host.
func (c *call) cutServiceRoot(uri string) (path string, absolute bool) {
	rest, absolute := strings.CutPrefix(uri, c.origin)
	for _, v := range versions {
		if path, found := strings.CutPrefix(rest, "/api/data/"+v+"/"); found {
			return path, absolute
		}
	}
	return uri, false
}

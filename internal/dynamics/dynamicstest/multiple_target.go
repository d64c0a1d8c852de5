package dynamicstest

import (
	"net/http"
	"net/url"
	"strings"
)

// checkType refuses a target that does not say it is of the table. The type of
// the parameter is the abstract one of all tables.
func (t *table) checkType(message string, target object) error {
	v, given := target.get("@odata.type")
	name, _ := v.(string)
	switch {
	case !given:
		return payload(t, "Microsoft.OData.ODataException: The property '@odata.type' is required for each item of 'Targets': '%scrmbaseentity' is abstract.", namespace)
	case strings.TrimPrefix(name, "#") != namespace+t.Name:
		return refuse(http.StatusBadRequest, "0x80040203", "The record of type '%v' in 'Targets' of %s is not of the table '%s'.", v, message, t.Name)
	}
	return nil
}

// address is the row that a target is about: by its primary key column, or by
// @odata.id, which also takes an alternate key. It returns false if the target
// has neither.
func (m *multiple) address(target object) (a address, given bool, err error) {
	id, byColumn := target.get(m.table.PrimaryKey)
	uri, byURI := target.get("@odata.id")
	switch {
	case byColumn && byURI:
		return a, false, notKnown("a target with both %s and @odata.id", m.table.PrimaryKey)
	case byURI:
		a, err = m.uri(uri)
	case byColumn:
		text, _ := id.(string)
		guid, ok := parseGUID(text)
		if !ok {
			return a, false, badLiteral(m.table, m.table.columns[m.table.PrimaryKey], id)
		}
		a = address{table: m.table, id: guid, text: guid}
	}
	return a.inTable(m.table).inPartitionOf(target), byColumn || byURI, err
}

func (a address) inTable(t *table) address {
	a.table = t
	return a
}

func (m *multiple) uri(v any) (address, error) {
	uri, _ := v.(string)
	path, _ := m.cutServiceRoot(uri)
	decoded, err := url.PathUnescape(strings.TrimPrefix(path, "/"))
	if err != nil {
		return address{}, querySyntax("'" + uri + "' is not a URI")
	}
	s, err := parseSegment(decoded)
	if err != nil {
		return address{}, err
	}
	if s.name != m.table.EntitySet || !s.hasArgs {
		return address{}, querySyntax("@odata.id '" + uri + "' does not name a row of " + m.table.EntitySet)
	}
	return m.table.parseAddress(s.args)
}

// identity tells whether two addresses are of the same row.
func (a address) identity() string {
	if a.key != nil {
		return a.key.Name + "=" + a.key.text(a.cells)
	}
	return storeKey(a.id, a.partition)
}

package operation

import (
	"net/http"
	"net/url"
	"strings"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// checkType refuses a target without the type of the table. The type of the parameter is
// the abstract type of all tables.
func checkType(t *schema.Table, message string, target orderedjson.Object) error {
	v, given := target.Get("@odata.type")
	name, _ := v.(string)
	switch {
	case !given:
		return schema.PayloadError(t, "Microsoft.OData.ODataException: The property '@odata.type' is required for each item of 'Targets': '%scrmbaseentity' is abstract.", odata.Namespace)
	case strings.TrimPrefix(name, "#") != odata.Namespace+t.Name:
		return odata.Refuse(http.StatusBadRequest, "0x80040203", "The record of type '%v' in 'Targets' of %s is not of the table '%s'.", v, message, t.Name)
	}
	return nil
}

// address returns the row of a target: by its primary key column, or by @odata.id, which
// may also have an alternate key. It returns false if the target names no row.
func (m *multiple) address(target orderedjson.Object) (a store.Address, given bool, err error) {
	id, byColumn := target.Get(m.table.PrimaryKey)
	uri, byURI := target.Get("@odata.id")
	switch {
	case byColumn && byURI:
		return a, false, odata.NotCovered("a target with both %s and @odata.id", m.table.PrimaryKey)
	case byURI:
		a, err = m.uri(uri)
	case byColumn:
		text, _ := id.(string)
		guid, ok := guid.Parse(text)
		if !ok {
			return a, false, schema.BadLiteral(m.table, m.table.Columns[m.table.PrimaryKey], id)
		}
		a = store.Address{Table: m.table, ID: guid, Text: guid}
	}
	return a.InTable(m.table).InPartitionOf(target), byColumn || byURI, err
}

func (m *multiple) uri(v any) (store.Address, error) {
	uri, _ := v.(string)
	path, _ := m.CutServiceRoot(uri)
	decoded, err := url.PathUnescape(strings.TrimPrefix(path, "/"))
	if err != nil {
		return store.Address{}, odata.QuerySyntax("'" + uri + "' is not a URI")
	}
	s, err := odata.ParseSegment(decoded)
	if err != nil {
		return store.Address{}, err
	}
	if s.Name != m.table.EntitySet || !s.HasArgs {
		return store.Address{}, odata.QuerySyntax("@odata.id '" + uri + "' does not name a row of " + m.table.EntitySet)
	}
	return store.ParseAddress(m.table, s.Args)
}

package operation

import (
	"strconv"
	"strings"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// wholeParameter is a parameter that must hold a whole number.
func wholeParameter(action string, given orderedjson.Object, name string) (int, error) {
	v, found := given.Get(name)
	if !found {
		return 0, missingParameters(action, name)
	}
	n, err := strconv.Atoi(string(orderedjson.Encode(v)))
	if err != nil {
		return 0, badValue(action, v, schema.EDMTypes[schema.KindInteger])
	}
	return n, nil
}

// boolParameter is a parameter that must hold true or false.
func boolParameter(action string, given orderedjson.Object, name string) (bool, error) {
	v, found := given.Get(name)
	if !found {
		return false, missingParameters(action, name)
	}
	b, ok := v.(bool)
	if !ok {
		return false, badValue(action, v, schema.EDMTypes[schema.KindBoolean])
	}
	return b, nil
}

// rowParameter is the row in a parameter: by its primary key column, or by @odata.id. The
// table may be nil; the object must then have @odata.type. Other columns of the object have
// no effect, as in the reference samples.
func (c *Invocation) rowParameter(action, name string, v any, t *schema.Table) (*store.Row, error) {
	o, ok := v.(orderedjson.Object)
	if !ok {
		return nil, missingParameters(action, name)
	}
	typeName, typed := o.Get("@odata.type")
	if text, _ := typeName.(string); typed {
		name := strings.TrimPrefix(strings.TrimPrefix(text, "#"), odata.Namespace)
		named := c.Schema.ByName[name]
		if t == nil && c.Schema.IsDocumentedTable(name) {
			return nil, odata.NotCovered("the table %s", name)
		}
		if named == nil || t != nil && named != t {
			return nil, badParameters(action, "A resource of the type '"+text+"' is not assignable to the parameter '"+name+"'.")
		}
		t = named
	}
	if uri, byURI := o.Get("@odata.id"); byURI {
		text, _ := uri.(string)
		return c.Resolve(text, false)
	}
	if t == nil {
		return nil, missingType(action, name)
	}
	key, _ := o.Get(t.PrimaryKey)
	text, _ := key.(string)
	id, ok := guid.Parse(text)
	if !ok {
		return nil, badParameters(action, "The parameter '"+name+"' has no '"+t.PrimaryKey+"'.")
	}
	row := c.Store.Find(t, id)
	if row == nil {
		return nil, schema.NoSuchRow(t, id)
	}
	return row, nil
}

// missingType refuses an object whose type does not follow from the parameter.
func missingType(action, parameter string) error {
	return badParameters(action, "The property '@odata.type' is required for the parameter '"+parameter+"': '"+odata.Namespace+"crmbaseentity' is abstract.")
}

// objectParameter is a parameter that must hold an object.
func objectParameter(action string, given orderedjson.Object, name string) (orderedjson.Object, error) {
	v, _ := given.Get(name)
	body, ok := v.(orderedjson.Object)
	if !ok {
		return nil, missingParameters(action, name)
	}
	return body, nil
}

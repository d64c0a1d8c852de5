package operation

import (
	"bytes"
	"encoding/json"
	"encoding/json/jsontext"
	"strings"
)

// HasRelated reports whether the data contains related rows to insert or to bind: a
// member that is an object, a list of objects, an empty list, or a list of rows to bind.
// Dataverse accepts them only in a POST.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api
func (op Operation) HasRelated() bool {
	if !bytes.ContainsAny(bytes.TrimLeft(op.Data, " \t\r\n{"), "{[") {
		return false
	}
	hasRelated := false
	isObject := op.EachColumn(func(name string, value jsontext.Value) {
		switch value.Kind() {
		case jsontext.KindBeginObject:
			hasRelated = true
		case jsontext.KindBeginArray:
			hasRelated = hasRelated || strings.HasSuffix(name, "@odata.bind") || listsObjects(value)
		}
	})
	return isObject && hasRelated
}

// listsObjects reports whether a JSON array has no items, or an object among them.
func listsObjects(array jsontext.Value) bool {
	d := newDecoder(json.RawMessage(array))
	_, err := d.ReadToken()
	isEmpty := true
	for err == nil && d.PeekKind() != jsontext.KindEndArray {
		if isEmpty = false; d.PeekKind() == jsontext.KindBeginObject {
			return true
		}
		_, err = d.ReadValue()
	}
	return isEmpty
}

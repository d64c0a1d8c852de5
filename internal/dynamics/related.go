package dynamics

import (
	"bytes"
	"strings"

	"sns-dynamics/internal/walk"
)

// HasRelated reports whether the data holds rows of other tables to insert or to
// join along: a member that is an object or a list of objects, an empty list too, or
// a list of rows to bind. Dataverse takes them in a POST only.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api
func (op Operation) HasRelated() bool {
	if !bytes.ContainsAny(bytes.TrimLeft(op.Data, " \t\r\n{"), "{[") {
		return false
	}
	text := string(op.Data)
	if !walk.Valid(text) {
		return false
	}
	c := walk.New(text)
	if c.Kind() != walk.Object {
		return false
	}
	for c.Enter(); !c.Ends(); {
		name, _ := c.Text()
		isBind := strings.HasSuffix(name, "@odata.bind")
		switch c.Kind() {
		case walk.Object:
			return true
		case walk.Array:
			if isBind || listsObjects(c.Raw()) {
				return true
			}
		default:
			c.Raw()
		}
	}
	return false
}

// listsObjects reports whether a JSON array has no items, or an object among them.
func listsObjects(array string) bool {
	c := walk.New(array)
	c.Enter()
	isEmpty := true
	for ; !c.Ends(); c.Raw() {
		if isEmpty = false; c.Kind() == walk.Object {
			return true
		}
	}
	return isEmpty
}

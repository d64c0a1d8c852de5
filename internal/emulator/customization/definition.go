// Package customization creates tables and alternate keys from definitions, as far as the
// emulator can keep the rows of such a table.
package customization

import (
	"net/http"

	"sns-dynamics/internal/emulator/engine"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
)

// definition is an object of metadata in a body. typeName is the name of its type, for the
// texts of errors.
type definition struct {
	typeName string
	members  orderedjson.Object
}

// decode reads the body of a request that creates something, on behalf of a caller with the
// privileges. A change set is refused: no document says whether it may change metadata.
func decode(s *engine.Session, typeName string, body []byte, privileges ...string) (definition, error) {
	for _, name := range privileges {
		if err := s.NeedNamed(name, nil); err != nil {
			return definition{}, err
		}
	}
	if s.InChangeSet {
		return definition{}, odata.NotCovered("changes to metadata in a change set")
	}
	o, err := orderedjson.Decode(body)
	if err != nil {
		return definition{}, badPayload(typeName, err.Error())
	}
	return definition{typeName, o}, nil
}

func badPayload(typeName, detail string) *odata.Error {
	return odata.Refuse(http.StatusBadRequest, "0x80048d19", "Error identified in Payload provided by the user for Entity :'%s'  ---->  InnerException : Microsoft.OData.ODataException: %s", typeName, detail)
}

// each calls read for every property of a definition. A property that is null is as good as
// left out. read reports a property that the emulator does not know.
func (d definition) each(read func(name string, v any) (known bool, err error)) error {
	for _, m := range d.members {
		if m.Value == nil {
			continue
		}
		known, err := read(m.Name, m.Value)
		if err != nil {
			return err
		}
		if !known {
			return d.notCovered(m.Name, m.Value)
		}
	}
	return nil
}

// notCovered refuses a property that the emulator does not know, or a value of it.
func (d definition) notCovered(name string, v any) error {
	return odata.NotCovered("%s %.100s of %s in a new definition", name, orderedjson.Encode(v), d.typeName)
}

// only wants one of the values of a property that the emulator cannot vary.
func (d definition) only(name string, v any, values ...string) error {
	text := string(orderedjson.Encode(v))
	for _, value := range values {
		if text == value {
			return nil
		}
	}
	return d.notCovered(name, v)
}

// text is a property that holds a text.
func (d definition) text(name string, v any) (string, error) {
	text, ok := v.(string)
	if !ok {
		return "", badPayload(d.typeName, "The property '"+name+"' must be a text.")
	}
	return text, nil
}

// value is the member Value of a property with a managed value, such as RequiredLevel. The
// other members say whether the value can change later.
func (d definition) value(name string, v any) (any, error) {
	o, ok := v.(orderedjson.Object)
	if !ok {
		return nil, badPayload(d.typeName, "The property '"+name+"' must be an object.")
	}
	value, _ := o.Get("Value")
	return value, nil
}

// english is the language of all labels of the emulator.
const english = "1033"

// label is the text of a Label in English; "" for a label without a text.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/label
func (d definition) label(name string, v any) (string, error) {
	o, _ := v.(orderedjson.Object)
	list, _ := o.Get("LocalizedLabels")
	labels, ok := list.([]any)
	if !ok {
		return "", badPayload(d.typeName, "The property '"+name+"' must have LocalizedLabels.")
	}
	text := ""
	for _, item := range labels {
		one, _ := item.(orderedjson.Object)
		language, _ := one.Get("LanguageCode")
		if string(orderedjson.Encode(language)) != english {
			return "", d.notCovered("a label with the LanguageCode", language)
		}
		given, _ := one.Get("Label")
		text, _ = given.(string)
	}
	return text, nil
}

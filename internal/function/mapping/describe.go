package mapping

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"unicode"
)

// describe returns the meaning of an error of the interpreter. The text of such an error shows
// the beginning of the values, which may be personal data. So describe reads the type of the
// error, the name of the function and the types of the values, and no value.
func describe(err error) string {
	e := failed{reflect.Indirect(reflect.ValueOf(err))}
	kind := strings.TrimSuffix(fmt.Sprintf("%T", err), "Error")
	kind = kind[strings.LastIndexByte(kind, '.')+1:]
	switch kind {
	case "iterator":
		return "cannot iterate over " + e.typeOf("v")
	case "expectedObject", "expectedArray":
		return "expected an " + strings.ToLower(strings.TrimPrefix(kind, "expected")) + ", got " + e.typeOf("v")
	case "objectKeyNotString":
		return "expected a string as the name of a member, got " + e.typeOf("v")
	case "arrayIndexNotNumber", "stringIndexNotNumber":
		return "expected a number as an index, got " + e.typeOf("v")
	case "func0Type", "func1Type", "func2Type":
		return e.text("name") + " cannot be applied to " + e.typeOf("v")
	case "func0Wrap", "func1Wrap", "func2Wrap":
		return e.text("name") + " failed for " + e.typeOf("v")
	case "unaryType":
		return "cannot " + e.text("name") + " " + e.typeOf("v")
	case "binopType":
		return "cannot " + e.text("name") + " " + e.typeOf("l") + " and " + e.typeOf("r")
	case "zeroDivision", "zeroModulo":
		return "cannot divide by zero"
	case "formatRow":
		return "@" + e.text("typ") + " cannot format an array with " + e.typeOf("v")
	}
	for _, known := range []string{"invalid regular expression", "unsupported regular expression flag"} {
		if strings.HasPrefix(err.Error(), known) {
			return known
		}
	}
	if !strings.HasPrefix(fmt.Sprintf("%T", err), "*gojq.") {
		return "the program failed"
	}
	return "the program failed: " + words(kind)
}

// failed is an error of the interpreter.
type failed struct{ reflect.Value }

// text returns a field of the error that the interpreter sets: a name that stands in its own
// code.
func (f failed) text(field string) string {
	if v := f.field(field); v.Kind() == reflect.String {
		return v.String()
	}
	return "the function"
}

func (f failed) field(name string) reflect.Value {
	if f.Kind() != reflect.Struct {
		return reflect.Value{}
	}
	return f.FieldByName(name)
}

// typeOf returns the type of a value in jq.
func (f failed) typeOf(field string) string {
	v := f.field(field)
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Invalid:
		return "null"
	case reflect.Bool:
		return "boolean"
	case reflect.Map:
		return "object"
	case reflect.Slice:
		return "array"
	case reflect.String:
		if v.Type() == reflect.TypeFor[json.Number]() {
			return "number"
		}
		return "string"
	}
	return "number"
}

// words returns the name of a type as words, such as "array index too large".
func words(name string) string {
	var b strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

package metadata

import (
	"fmt"
	"strings"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/query"
)

// parseFilter makes the predicate of a $filter of metadata: eq and ne with a text, a
// member of an enumeration, a number, an id, true, false and null; contains, startswith
// and endswith; and, or, and parentheses.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api
func (d description) parseFilter(q odata.Query) (func(orderedjson.Object) bool, error) {
	text := q.Options["$filter"]
	if text == "" {
		return func(orderedjson.Object) bool { return true }, nil
	}
	f, err := odata.ParseFilter(text, q.Aliases)
	if err != nil {
		return nil, err
	}
	return d.compile(f)
}

func (d description) compile(f odata.Filter) (func(orderedjson.Object) bool, error) {
	switch f := f.(type) {
	case *odata.Or:
		one, other, err := d.pair(f.Left, f.Right)
		return func(o orderedjson.Object) bool { return one(o) || other(o) }, err
	case *odata.And:
		one, other, err := d.pair(f.Left, f.Right)
		return func(o orderedjson.Object) bool { return one(o) && other(o) }, err
	case *odata.TextFunction:
		return d.textFunction(f)
	case *odata.Comparison:
		return d.comparison(f)
	}
	return nil, odata.NotCovered("the $filter of %s", d.typeName)
}

func (d description) pair(left, right odata.Filter) (one, other func(orderedjson.Object) bool, err error) {
	if one, err = d.compile(left); err == nil {
		other, err = d.compile(right)
	}
	return one, other, err
}

// textFunction compiles a condition such as startswith(SchemaName,'new_').
func (d description) textFunction(f *odata.TextFunction) (func(orderedjson.Object) bool, error) {
	if err := d.checkSimple(f.Text.Text); err != nil {
		return nil, err
	}
	if !f.Part.Quoted {
		return nil, odata.QuerySyntax("a text expected in $filter")
	}
	test, part := query.TextFunctions[f.Name], strings.ToLower(f.Part.Text)
	return func(o orderedjson.Object) bool {
		v, _ := o.Get(f.Text.Text)
		s, isText := v.(string)
		return isText && test(strings.ToLower(s), part)
	}, nil
}

func (d description) comparison(f *odata.Comparison) (func(orderedjson.Object) bool, error) {
	if f.Operator != "eq" && f.Operator != "ne" || f.Left.Quoted {
		return nil, odata.NotCovered("the $filter of %s", d.typeName)
	}
	if err := d.checkSimple(f.Left.Text); err != nil {
		return nil, err
	}
	if _, _, isLiteral := f.Right.Literal(); !isLiteral {
		return nil, odata.NotCovered("the value '%s' in the $filter of %s", f.Right.Text, d.typeName)
	}
	return func(o orderedjson.Object) bool {
		v, _ := o.Get(f.Left.Text)
		return equals(v, f.Right) == (f.Operator == "eq")
	}, nil
}

// equals compares the value of a property with a literal.
func equals(v any, literal odata.Operand) bool {
	switch {
	case literal.Quoted:
		return v == any(literal.Text)
	case literal.Text == "true", literal.Text == "false":
		return v == any(literal.Text == "true")
	case literal.Text == "null":
		return v == nil
	}
	_, want, _ := literal.Literal() // an id has small letters in it
	return v != nil && fmt.Sprint(v) == fmt.Sprint(want)
}

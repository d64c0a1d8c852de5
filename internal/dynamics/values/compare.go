package values

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"time"

	"sns-dynamics/internal/operation"
)

// Property returns the name of a field in a row that is read.
func Property(f operation.Field) string {
	if (Column{Type: f.Type}).isLookup() {
		return "_" + f.Column + "_value"
	}
	return f.Column
}

// TargetAnnotation is the annotation with the logical name of the table to which the lookup of a
// row refers. A read returns it on request.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-properties
const TargetAnnotation = "Microsoft.Dynamics.CRM.lookuplogicalname"

// IsUnchanged reports whether a row that was read has the value of a field. It compares
// values and not their texts. In doubt the value differs, so that it is written.
func IsUnchanged(f operation.Field, row map[string]json.RawMessage) bool {
	current, ok := row[Property(f)]
	if !ok || f.IsUnreadable {
		return false
	}
	var theirs, ours any
	if json.Unmarshal(current, &theirs) != nil || json.Unmarshal(f.Value, &ours) != nil {
		return false
	}
	a, isText := theirs.(string)
	b, isOurs := ours.(string)
	switch {
	case theirs == nil || ours == nil:
		return theirs == nil && ours == nil
	case (Column{Type: f.Type}).isLookup():
		return isText && f.ID != "" && strings.EqualFold(a, f.ID) && isSameTarget(f, row)
	case f.Type == typeChoices:
		return isText && isOurs && slices.Equal(numbersOf(a), numbersOf(b))
	case f.Type == typeDate:
		return isText && isOurs && isSameTime(a, b)
	case f.Type == typeID:
		return isText && isOurs && strings.EqualFold(a, b)
	case isText || isOurs:
		return isText && isOurs && a == b
	}
	if _, isBoolean := ours.(bool); isBoolean {
		return theirs == ours
	}
	return isSameNumber(string(current), string(f.Value))
}

// isSameTarget reports whether the lookup of a row refers to the table of a field.
func isSameTarget(f operation.Field, row map[string]json.RawMessage) bool {
	if f.Target == "" {
		return true
	}
	var table string
	err := json.Unmarshal(row[Property(f)+"@"+TargetAnnotation], &table)
	return err == nil && table == f.Target
}

// numbersOf returns the sorted numbers of several options.
func numbersOf(list string) []string {
	all := strings.Split(strings.ReplaceAll(list, " ", ""), ",")
	slices.Sort(all)
	return all
}

func isSameTime(a, b string) bool {
	x, err := time.Parse(time.RFC3339, a)
	y, other := time.Parse(time.RFC3339, b)
	if err != nil || other != nil {
		return a == b // dates
	}
	return x.Equal(y)
}

// longestNumber limits the digits and the exponent of numbers that are compared.
const longestNumber = 100

func isSameNumber(a, b string) bool {
	if len(a) > longestNumber || len(b) > longestNumber || strings.ContainsAny(a+b, "eE") {
		return a == b
	}
	x, ok := new(big.Rat).SetString(a)
	y, both := new(big.Rat).SetString(b)
	return ok && both && x.Cmp(y) == 0
}

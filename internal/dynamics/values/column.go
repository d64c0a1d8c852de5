package values

import (
	"encoding/json/jsontext"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sns-dynamics/internal/nearest"
	"sns-dynamics/internal/operation"
)

// plain returns the JSON that a column without a reference takes for a plain value. If the
// column does not take the value, problem describes the values that it takes. Otherwise
// problem is empty.
func (c Column) plain(value jsontext.Value) (json string, problem string) {
	kind := value.Kind()
	switch {
	case kind == jsontext.KindNull:
		return "null", ""
	case c.isChoice():
		return c.choice(value)
	}
	switch c.Type {
	case typeChoices:
		return c.choices(value)
	case typeBoolean:
		return c.boolean(value)
	case typeInteger, typeBig, typeDecimal, typeDouble, typeMoney:
		return only(value, jsontext.KindNumber, "a number")
	case typeDate:
		return c.date(value)
	case typeText, typeMemo, "EntityName":
		return only(value, jsontext.KindString, "a string")
	case typeID:
		if text, ok := operation.Text(value); !ok || !operation.IsGUID(text) {
			return "", "expected a GUID"
		}
		return string(value), ""
	case typeVirtual: // an image, among others
		return only(value, jsontext.KindString, "a string")
	}
	return "", "a column of the type " + c.Type + " takes no plain value: use data in the place of values"
}

func only(value jsontext.Value, kind jsontext.Kind, expected string) (json, problem string) {
	if value.Kind() != kind {
		return "", "expected " + expected + ", got " + kindOf(value)
	}
	return string(value), ""
}

// choice returns the number of an option, given as a number or by its label.
func (c Column) choice(value jsontext.Value) (json, problem string) {
	label, ok := operation.Text(value)
	if !ok {
		return only(value, jsontext.KindNumber, "a label or a number")
	}
	found := c.valuesOf(label)
	switch len(found) {
	case 0:
		return "", c.unknownLabel(label)
	case 1:
		return strconv.FormatInt(found[0], 10), ""
	}
	numbers := make([]string, len(found))
	for i, n := range found {
		numbers[i] = strconv.FormatInt(n, 10)
	}
	return "", "the label stands for the values " + strings.Join(numbers, " and ") + ": expected one of these numbers"
}

// mostLabels limits the labels in an error text.
const mostLabels = 10

// unknownLabel names the labels that the publisher may have meant.
func (c Column) unknownLabel(label string) string {
	labels := c.labels()
	if len(labels) == 0 {
		return "expected a number: the definition of the column has no labels"
	}
	if near, ok := nearest.Name(label, labels); ok {
		return fmt.Sprintf("expected a label of the column: the nearest is %q", near)
	}
	quoted := make([]string, min(len(labels), mostLabels))
	for i := range quoted {
		quoted[i] = strconv.Quote(labels[i])
	}
	text := "expected a label of the column: " + strings.Join(quoted, ", ")
	if more := len(labels) - mostLabels; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// mostChoices is the limit of Dataverse for the options of a column in one row.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/multi-select-picklist
const mostChoices = 150

// choices returns the numbers of several options, as the Web API writes them: one string.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/multi-select-picklist
func (c Column) choices(value jsontext.Value) (json, problem string) {
	if value.Kind() != jsontext.KindBeginArray {
		return "", "expected a list of labels and numbers, got " + kindOf(value)
	}
	all := items(value)
	if len(all) > mostChoices {
		return "", fmt.Sprintf("expected at most %d items, got %d", mostChoices, len(all))
	}
	var numbers []string
	for i, item := range all {
		number, problem := c.choice(item)
		switch {
		case problem != "":
			return "", fmt.Sprintf("item %d: %s", i, problem)
		case !slices.Contains(numbers, number):
			numbers = append(numbers, number)
		}
	}
	return strconv.Quote(strings.Join(numbers, ",")), ""
}

// boolean returns true or false for a boolean, a label, or the number 0 or 1.
func (c Column) boolean(value jsontext.Value) (json, problem string) {
	if kind := value.Kind(); kind == jsontext.KindTrue || kind == jsontext.KindFalse {
		return string(value), ""
	}
	number, problem := c.choice(value)
	switch {
	case problem != "":
		return "", problem
	case number == "1":
		return "true", ""
	case number == "0":
		return "false", ""
	}
	return "", "expected true, false, a label, 0 or 1"
}

// date checks a date, or a time with its offset. The Web API takes both as they are.
func (c Column) date(value jsontext.Value) (json, problem string) {
	text, ok := operation.Text(value)
	isTime, expected := operation.IsTime(text), "a time with its offset, such as 2026-01-31T09:30:00Z"
	if c.IsDateOnly || c.IsMidnight {
		_, err := time.Parse(time.DateOnly, text)
		isTime, expected = err == nil, "a date, such as 2026-01-31"
	}
	if !ok || !isTime {
		return "", "expected " + expected
	}
	if c.IsMidnight {
		text += "T00:00:00Z"
	}
	return quoted(text), ""
}

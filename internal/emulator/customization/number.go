package customization

import (
	"math"
	"strconv"
	"strings"

	"sns-dynamics/internal/emulator/orderedjson"
)

// whole is a property that holds a whole number within a range.
func (c *column) whole(name string, v any, low, high int) (int, error) {
	n, err := strconv.Atoi(string(orderedjson.Encode(v)))
	if err != nil || n < low || n > high {
		return 0, c.notCovered(name, v)
	}
	return n, nil
}

// bound is the least or the greatest value of a column: a whole number within the limits of
// its kind.
func (c *column) bound(name string, v any) (float64, error) {
	n, err := strconv.ParseFloat(string(orderedjson.Encode(v)), 64)
	if err != nil || n != math.Trunc(n) || n < -limits[c.kind]-1 || n > limits[c.kind] {
		return 0, c.notCovered(name, v)
	}
	return n, nil
}

// readOptions reads the labels of yes and no.
func (c *column) readOptions(v any) error {
	o, _ := v.(orderedjson.Object)
	d := definition{"BooleanOptionSetMetadata", o}
	return d.each(func(name string, v any) (known bool, err error) {
		switch name {
		case "@odata.type":
		case "IsGlobal":
			err = d.only(name, v, "false")
		case "OptionSetType":
			err = d.only(name, v, `"Boolean"`)
		case "TrueOption":
			c.yes, err = readOption(v, "1")
		case "FalseOption":
			c.no, err = readOption(v, "0")
		default:
			return false, nil
		}
		return true, err
	})
}

// readOption reads the label of an option that has the value. A text that the schema could
// not write is refused.
func readOption(v any, value string) (label string, err error) {
	o, _ := v.(orderedjson.Object)
	d := definition{"OptionMetadata", o}
	err = d.each(func(name string, v any) (known bool, err error) {
		switch name {
		case "@odata.type":
		case "Value":
			err = d.only(name, v, value)
		case "Label":
			if label, err = d.label(name, v); err == nil && strings.ContainsAny(label, `,:=()`) {
				return false, nil
			}
		default:
			return false, nil
		}
		return true, err
	})
	return label, err
}

package mapping

import (
	"encoding/json"
	"encoding/json/jsontext"
	"math"
	"math/big"
	"slices"
	"strconv"

	"github.com/itchyny/gojq"
)

// MaxResult is the limit for the message that a mapping makes, in bytes.
const MaxResult = 4 << 20

// Text returns the message of the results of [Program.Run]: the operation itself, or a batch of
// several operations. The members of an object are in the order of their names. The error is an
// [*Error].
func Text(results []any) ([]byte, error) {
	e := encoder{text: make([]byte, 0, 1<<10)} // enough for most messages
	var err error
	if len(results) == 1 {
		err = e.value(results[0])
	} else {
		e.text = append(e.text, `{"operation":"batch","operations":`...)
		err = e.list(results)
		e.text = append(e.text, '}')
	}
	if err == nil {
		err = e.limit()
	}
	if err != nil {
		return nil, err
	}
	return e.text, nil
}

// encoder writes a value as JSON. It stops at the limit, because a short program can make a
// value with one part in it many times.
type encoder struct{ text []byte }

// limit returns an error if the text is too long.
func (e *encoder) limit() error {
	if len(e.text) > MaxResult {
		return &Error{KindLimit, "the result has more than " + strconv.Itoa(MaxResult) + " bytes"}
	}
	return nil
}

func (e *encoder) value(v any) error {
	if err := e.limit(); err != nil {
		return err
	}
	switch v := v.(type) {
	case nil:
		e.text = append(e.text, "null"...)
	case bool:
		e.text = strconv.AppendBool(e.text, v)
	case string:
		return e.string(v)
	case json.Number:
		e.text = append(e.text, v...)
	case int:
		e.text = strconv.AppendInt(e.text, int64(v), 10)
	case *big.Int:
		e.text = v.Append(e.text, 10)
	case float64:
		return e.float(v)
	case []any:
		return e.list(v)
	case map[string]any:
		return e.object(v)
	default:
		return &Error{KindResult, "the result has a value that JSON does not have"}
	}
	return nil
}

func (e *encoder) string(s string) error {
	var err error
	if e.text, err = jsontext.AppendQuote(e.text, s); err != nil {
		return &Error{KindResult, "the result has a text that is not UTF-8"}
	}
	return nil
}

// float writes a number that the program calculated, as jq writes it.
func (e *encoder) float(f float64) error {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return &Error{KindResult, "the result has a number that JSON does not have: nan or infinite"}
	}
	text, err := gojq.Marshal(f)
	if err != nil {
		return &Error{KindResult, "the result has a number that JSON does not have"}
	}
	e.text = append(e.text, text...)
	return nil
}

func (e *encoder) list(items []any) error {
	e.text = append(e.text, '[')
	for i, item := range items {
		if i > 0 {
			e.text = append(e.text, ',')
		}
		if err := e.value(item); err != nil {
			return err
		}
	}
	e.text = append(e.text, ']')
	return nil
}

func (e *encoder) object(members map[string]any) error {
	e.text = append(e.text, '{')
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		if i > 0 {
			e.text = append(e.text, ',')
		}
		if err := e.string(name); err != nil {
			return err
		}
		e.text = append(e.text, ':')
		if err := e.value(members[name]); err != nil {
			return err
		}
	}
	e.text = append(e.text, '}')
	return nil
}

package orderedjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Decode reads one JSON object and nothing after it. Like OData, it refuses a repeated
// name: encoding/json would drop the first value. The error is one sentence for the client.
func Decode(data []byte) (Object, error) {
	if !json.Valid(data) { // the check also limits the depth of the recursion
		return nil, errors.New("body is not valid JSON")
	}
	d := decoder{rest: data}
	v := d.value()
	if d.err != nil {
		return nil, d.err
	}
	o, ok := v.(Object)
	if !ok {
		return nil, errors.New("body is not a JSON object")
	}
	return o, nil
}

// decoder reads valid JSON, several times faster than the tokens of encoding/json: a body
// can hold a thousand rows.
type decoder struct {
	rest []byte
	err  error
}

// next skips white space and returns the byte after it.
func (d *decoder) next() byte {
	d.rest = bytes.TrimLeft(d.rest, " \t\r\n")
	return d.rest[0]
}

func (d *decoder) value() any {
	switch c := d.next(); c {
	case '{':
		return d.object()
	case '[':
		return d.list()
	case '"':
		return d.text()
	case 't':
		d.rest = d.rest[len("true"):]
		return true
	case 'f':
		d.rest = d.rest[len("false"):]
		return false
	case 'n':
		d.rest = d.rest[len("null"):]
		return nil
	}
	end := bytes.IndexAny(d.rest, ",]} \t\r\n")
	if end < 0 {
		end = len(d.rest)
	}
	n := json.Number(d.rest[:end])
	d.rest = d.rest[end:]
	return n
}

func (d *decoder) object() Object {
	o := Object{}
	d.rest = d.rest[1:]
	for d.next() != '}' {
		d.skip(',')
		name := d.text()
		if _, twice := o.Get(name); twice && d.err == nil {
			d.err = fmt.Errorf("multiple properties with the name '%s' were detected", name)
		}
		d.skip(':')
		o = append(o, Member{name, d.value()})
	}
	d.rest = d.rest[1:]
	return o
}

func (d *decoder) list() []any {
	list := []any{}
	d.rest = d.rest[1:]
	for d.next() != ']' {
		d.skip(',')
		list = append(list, d.value())
	}
	d.rest = d.rest[1:]
	return list
}

// skip skips a separator, if there is one, and the white space after it.
func (d *decoder) skip(separator byte) {
	if d.next() == separator {
		d.rest = d.rest[1:]
		d.next()
	}
}

// text reads a string. encoding/json decodes a string with escapes.
func (d *decoder) text() string {
	d.next()
	end, plain := 1, true
	for escaped := false; escaped || d.rest[end] != '"'; end++ {
		escaped = !escaped && d.rest[end] == '\\'
		plain = plain && d.rest[end] != '\\' && d.rest[end] < 0x80
	}
	quoted := d.rest[:end+1]
	d.rest = d.rest[end+1:]
	if plain {
		return string(quoted[1:end])
	}
	var s string
	if err := json.Unmarshal(quoted, &s); err != nil && d.err == nil {
		d.err = err
	}
	return s
}

package walk_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"sns-dynamics/internal/walk"
)

// FuzzCursor reads any valid text, which must come out as encoding/json reads it.
func FuzzCursor(f *testing.F) {
	for _, text := range []string{
		`null`, ` true `, `-1.5e+9`, `""`, `"a"`, `"\"\\\/\b\f\n\r\t"`, `"\u00e9\u20AC\ud83d\ude00"`, `"\ud83d"`, `"\ud83d\u0041"`, `"\ude00\ud83d"`,
		`"\ud83d\ud83d\ude00"`, `[]`, `{}`, ` [ 1 , "]" , { "}" : [ [ ] ] } , false ] `, `{"a":{"b":[1,2,{"c":"\\\""}]},"a":2}`, `{"\u0061":"b"}`,
		`[[[[]]],{"":""}]`, "\"\u2028\"", `"\ufffd"`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !json.Valid([]byte(text)) || !utf8.ValidString(text) {
			return
		}
		var want any
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&want); err != nil {
			t.Fatal(err)
		}
		c := walk.New(text)
		if got := read(c); !reflect.DeepEqual(got, want) {
			t.Errorf("%s is read as %v, want %v", text, got, want)
		}
		if c.End() != len(strings.TrimRight(text, " \t\r\n")) {
			t.Errorf("%s is read up to byte %d", text, c.End())
		}
		raw := walk.New(text).Raw()
		if want := bytes.TrimSpace([]byte(text)); raw != strings.Trim(string(want), " \t\r\n") {
			t.Errorf("Raw of %q is %q", text, raw)
		}
	})
}

func read(c *walk.Cursor) any {
	switch c.Kind() {
	case walk.Object:
		all := map[string]any{}
		for c.Enter(); !c.Ends(); {
			name, _ := c.Text()
			all[name] = read(c)
		}
		return all
	case walk.Array:
		all := []any{}
		for c.Enter(); !c.Ends(); {
			all = append(all, read(c))
		}
		return all
	case walk.String:
		s, _ := c.Text()
		return s
	case walk.Boolean:
		return c.Raw() == "true"
	case walk.Number:
		return json.Number(c.Raw())
	}
	c.Raw()
	return nil
}

// Half a surrogate pair is told from the character that stands in for it.
func TestTextIsWhole(t *testing.T) {
	for text, want := range map[string]bool{
		`"a"`: true, `"\ufffd"`: true, `"\ud83d\ude00"`: true, `"\ud83d"`: false, `"x\ude00"`: false, `"\ud83d\u0041"`: false,
		`"\ud83d\ud83d\ude00"`: false, `"\\ud83d"`: true,
	} {
		if _, whole := walk.New(text).Text(); whole != want {
			t.Errorf("%s is whole: %v, want %v", text, whole, want)
		}
	}
}

package redaction

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzSentValues compares the values of any text with the values that encoding/json finds.
func FuzzSentValues(f *testing.F) {
	for _, text := range []string{
		``, ` `, `null`, ` true `, `-1.5e+9`, `1E5`, `""`, `"a"`, `"\"\\\/\b\f\n\r\t"`, `"\u00e9\u20AC\ud83d\ude00"`, `"\ud83d"`, `"\ud83d\u0041"`,
		`"\ud83d\ud83d\ude00"`, `[]`, `{}`, ` [ 1 , "]" , { "}" : [ [ ] ] } , false ] `, `{"a":{"b":[1,2,{"c":"\\\""}]},"a1":2}`, `{"\u0061" : "b:"}`,
		`[[[[]]],{"":""}]`, "\"\u2028\"", `"\ufffd"`, `{"c@odata.bind":"/contacts(emailaddress1='a''b')","d":"'"}`, `"`, `"\`, `-`, `{"a`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var got, want []string
		eachValueOf(text, func(v string) { got = append(got, v) })
		if !json.Valid([]byte(text)) || !utf8.ValidString(text) {
			return
		}
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		decodedValues(t, d, func(v string) { want = append(want, v) })
		if !slices.Equal(got, want) {
			t.Errorf("%s has the values %q, want %q", text, got, want)
		}
	})
}

// decodedValues yields the values that a decoder reads, by its tokens.
func decodedValues(t *testing.T, d *json.Decoder, yield func(string)) {
	token, err := d.Token()
	if err != nil {
		t.Fatal(err)
	}
	switch v := token.(type) {
	case json.Delim:
		for d.More() {
			if v == '{' {
				if _, err := d.Token(); err != nil {
					t.Fatal(err)
				}
			}
			decodedValues(t, d, yield)
		}
		if _, err := d.Token(); err != nil {
			t.Fatal(err)
		}
	case json.Number:
		yield(v.String())
	case string:
		yield(v)
		if _, inside, ok := strings.Cut(v, "'"); ok {
			yield(inside[:max(0, strings.LastIndexByte(inside, '\''))])
		}
	}
}

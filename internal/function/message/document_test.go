package message

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// texts are valid and invalid texts. Each differs a little from a text of the other kind.
func texts() []string {
	all := []string{
		``, ` `, `null`, ` true `, `tru`, `truee`, `nul`, `falsee`, `{}`, `{ }`, `{`, `}`, `[`, `[]`, `[ ]`, `[,]`, `[1,]`, `[1 2]`, `[1,2]`, `[1`, `{"a"}`, `{"a":}`, `{"a":1`, `{"a":1,}`,
		`{"a":1,"b":[{}]}`, `{a:1}`, `{1:1}`, `{null:1}`, `{"a" : 1 , "b" : 2}`, `{"a":1]`, `[1}`, `"a"`, `"a`, `"`, `"\"`, `"\\"`, `"\x"`, `"\u12"`, `"\u12g4"`, `"\u12Ab"`, `"\/\b\f\n\r\t"`, "\"\n\"", "\"\x00\"", "\"\x7f\"", "\"\xff\"",
		`0`, `-0`, `00`, `01`, `-`, `-a`, `1.`, `.1`, `1.0`, `1.0e`, `1e5`, `1E+5`, `1e-`, `1e-05`, `1ee5`, `+1`, `1 1`, "\ufeff1", "1\u00a0", "\v1", `NaN`,
		`-1.5e+9`, `""`, `"\"\\\/\b\f\n\r\t"`, `"\u00e9\u20AC\ud83d\ude00"`, `"\ud83d"`, `"\ud83d\u0041"`, `"\ude00\ud83d"`,
		`"\ud83d\ud83d\ude00"`, ` [ 1 , "]" , { "}" : [ [ ] ] } , false ] `, `{"a":{"b":[1,2,{"c":"\\\""}]},"a":2}`, `{"\u0061":"b"}`,
		`[[[[]]],{"":""}]`, "\"\u2028\"", `"\ufffd"`,
	}
	for _, n := range []int{9_999, 10_000, 10_001} {
		all = append(all, strings.Repeat("[", n)+strings.Repeat("]", n), strings.Repeat(`{"a":`, n)+"1"+strings.Repeat("}", n))
	}
	return all
}

func TestIndex(t *testing.T) {
	for _, text := range texts() {
		checkIndex(t, text)
	}
}

// FuzzIndex reads any text, and compares the result with encoding/json.
func FuzzIndex(f *testing.F) {
	for _, text := range texts() {
		if len(text) < 1000 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) { checkIndex(t, text) })
}

func checkIndex(t *testing.T, text string) {
	t.Helper()
	doc, length, err := index(text, []byte(text))
	isValid := err == nil && nothingAfter([]byte(text), length) == nil
	if isValid != json.Valid([]byte(text)) {
		t.Fatalf("%.40q is valid: %v, and not by encoding/json: %v", text, isValid, err)
	}
	if !isValid || !utf8.ValidString(text) {
		return
	}
	if len(doc.values) > doc.most() {
		t.Errorf("%.40q has %d values, more than %d", text, len(doc.values), doc.most())
	}
	if raw := doc.node(0).raw(); raw != strings.Trim(text, " \t\r\n") {
		t.Errorf("%.40q is read as %q", text, raw)
	}
	var want any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&want); err != nil {
		t.Fatal(err)
	}
	if got := decoded(doc.node(0)); !reflect.DeepEqual(got, want) {
		t.Errorf("%.40q is read as %v, want %v", text, got, want)
	}
}

func decoded(n node) any {
	switch n.kind {
	case object:
		all := map[string]any{}
		for m := range n.each() {
			all[m.name] = decoded(m.value)
		}
		return all
	case array:
		all := []any{}
		for _, item := range n.items() {
			all = append(all, decoded(item))
		}
		return all
	case text:
		return n.text()
	case boolean:
		return n.text() == "true"
	case number:
		return json.Number(n.text())
	}
	return nil
}

// Half a surrogate pair differs from the replacement character.
func TestIsWhole(t *testing.T) {
	for text, want := range map[string]bool{
		`"a"`: true, `"\ufffd"`: true, `"\ud83d\ude00"`: true, `"\ud83d"`: false, `"x\ude00"`: false, `"\ud83d\u0041"`: false,
		`"\ud83d\ud83d\ude00"`: false, `"\\ud83d"`: true,
	} {
		if got := isWhole(text); got != want {
			t.Errorf("%s is whole: %v, want %v", text, got, want)
		}
	}
}

package walk_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sns-dynamics/internal/walk"
)

// texts are valid and not, each of them a little different from the other kind.
func texts() []string {
	all := []string{
		``, ` `, `null`, ` true `, `tru`, `truee`, `nul`, `falsee`, `{}`, `{ }`, `{`, `}`, `[`, `[]`, `[ ]`, `[,]`, `[1,]`, `[1 2]`, `[1,2]`, `[1`, `{"a"}`, `{"a":}`, `{"a":1`, `{"a":1,}`,
		`{"a":1,"b":[{}]}`, `{a:1}`, `{1:1}`, `{"a" : 1 , "b" : 2}`, `{"a":1]`, `[1}`, `"a"`, `"a`, `"`, `"\"`, `"\\"`, `"\x"`, `"\u12"`, `"\u12g4"`, `"\u12Ab"`, `"\/\b\f\n\r\t"`, "\"\n\"", "\"\x00\"", "\"\x7f\"", "\"\xff\"",
		`0`, `-0`, `00`, `01`, `-`, `-a`, `1.`, `.1`, `1.0`, `1.0e`, `1e5`, `1E+5`, `1e-`, `1e-05`, `1ee5`, `+1`, `1 1`, "\ufeff1", "1\u00a0", "\v1", `NaN`,
	}
	for _, n := range []int{9_999, 10_000, 10_001} {
		all = append(all, strings.Repeat("[", n)+strings.Repeat("]", n), strings.Repeat(`{"a":`, n)+"1"+strings.Repeat("}", n))
	}
	return all
}

func TestValid(t *testing.T) {
	for _, text := range texts() {
		if got, want := walk.Valid(text), json.Valid([]byte(text)); got != want {
			t.Errorf("%.40q is valid: %v, want %v", text, got, want)
		}
	}
}

// FuzzValid holds Valid to encoding/json's.
func FuzzValid(f *testing.F) {
	for _, text := range texts() {
		if len(text) < 1000 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, want := walk.Valid(text), json.Valid([]byte(text)); got != want {
			t.Errorf("%q is valid: %v, want %v", text, got, want)
		}
	})
}

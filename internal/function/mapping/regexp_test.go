package mapping_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestMatchesOfALongText: a text that a publisher fills with matches ends with an error, and
// not after minutes.
func TestMatchesOfALongText(t *testing.T) {
	const want = "mapping: a regular expression has too many matches in a long text"
	text := func(s string) string {
		b, err := json.Marshal(map[string]string{"s": s})
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	hostile, long := text(strings.Repeat("x", 250_000)), text(strings.Repeat(strings.Repeat("y", 499)+"X", 500))
	for _, call := range []string{
		`gsub("[^0-9]"; "")`, `gsub("X"; ""; "i")`, `sub("x"; ""; "g")`, `[scan("x")]`, `[scan("X"; "i")]`, `[splits("x")]`,
		`[splits("X"; "i")]`, `split("x"; null)`, `[match("x"; "g")]`, `[match(["x", "g"])]`, `[capture("(?<a>x)"; "g")]`,
		`[capture(["(?<a>x)", "g"])]`, `gsub("";"a")`, `gsub("(?<a>.)"; .a; "m")`,
	} {
		if got, err := run(t, "{a: (.s | "+call+")}", hostile); err == nil || err.Error() != want {
			t.Errorf("%s = %.80s, %v, want %s", call, got, err, want)
		}
	}
	// The same calls of a text with some matches, and calls for one match.
	for call, want := range map[string]string{
		`gsub("X"; "") | length`: "249500", `gsub("x"; ""; "i") | length`: "249500", `sub("X"; ""; "g") | length`: "249500",
		`[scan("X")] | length`: "500", `[splits("X")] | length`: "501", `split("X"; null) | length`: "501",
		`[match("X"; "g")] | length`: "500", `[capture(["(?<a>X)", "g"])] | length`: "500",
		`sub("y+"; "") | length`: "249501", `[match("y")] | length`: "1", `split("X") | length`: "501", `test("yX")`: "true",
	} {
		if got, err := run(t, "{a: (.s | "+call+")}", long); err != nil || got != `{"a":`+want+`}` {
			t.Errorf("%s = %.80s, %v, want %s", call, got, err, want)
		}
	}
}

// TestRegularExpressions: the functions of regular expressions have the results of jq.
func TestRegularExpressions(t *testing.T) {
	for _, tt := range []struct{ call, want string }{
		{`gsub("(?<d>\\d)"; "<\(.d)>")`, `"a<1>b<2>B"`},
		{`gsub("b"; "c"; "i")`, `"a1c2c"`},
		{`[gsub("[12]"; "x", "y")]`, `["axbxB","aybyB"]`},
		{`sub("\\d"; "-")`, `"a-b2B"`},
		{`[match("\\d"; "g") | .offset]`, `[1,3]`},
		{`[match(["B", "gi"]) | .string]`, `["b","B"]`},
		{`[match("z")]`, `[]`},
		{`capture("(?<x>b.)")`, `{"x":"b2"}`},
		{`[scan("b"; "i")]`, `["b","B"]`},
		{`[scan("([a-z])(\\d)")]`, `[["a","1"],["b","2"]]`},
		{`split("\\d"; null)`, `["a","b","B"]`},
		{`split("1")`, `["a","b2B"]`},
		{`[splits("\\d")]`, `["a","b","B"]`},
		{`def gsub($a; $b): "own"; gsub("a"; "b")`, `"own"`},
	} {
		if got, err := run(t, "{a: (.s | "+tt.call+")}", `{"s":"a1b2B"}`); err != nil || got != `{"a":`+tt.want+`}` {
			t.Errorf("%s = %s, %v, want %s", tt.call, got, err, tt.want)
		}
	}
}

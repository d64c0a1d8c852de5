package mapping_test

import (
	"testing"

	"sns-dynamics/internal/function/mapping"
)

func TestCompile(t *testing.T) {
	for _, tt := range []struct{ source, want string }{
		{".", ""},
		{"{operation: \"create\", id: $meta.messageId}", ""},
		{"def f: .a; f | error(\"x\")", ""},
		{".publishTime | fromdateiso8601 | todate", ""},
		{".environment | .input | .now", ""},
		{"{now: .now, \"env\": 1, input}", ""},
		{".a |", "line 1, column 5: unexpected end of the program"},
		{"{a: 1", `line 1, column 1: the "{" is not closed`},
		{"[\n  {a: \"}\", b: [1]} # }\n", `line 1, column 1: the "[" is not closed`},
		{"[{a: \"\\(.b | [1])\\\"\", c: (1", `line 1, column 26: the "(" is not closed`},
		{".if |\nif .a then {if: 1, end: 2}", `line 2, column 1: the if has no "end"`},
		{"[if .a then 1 end, .b", `line 1, column 1: the "[" is not closed`},
		{".a |\n  )", `line 2, column 3: unexpected token ")"`},
		{"{\n  a: 1\n  b: 2\n}", `line 3, column 3: unexpected token "b": expected a comma, an operator or a closing bracket before it`},
		{`{"a": 1 "b": 2}`, `line 1, column 9: unexpected token "\"b\"": expected a comma, an operator or a closing bracket before it`},
		{"{a: 'b'}", `line 1, column 5: unexpected token "'": a text stands in double quotes`},
		{"if .a then 1, else 2 end", `line 1, column 15: unexpected token "else"`},
		{"\ufeff{a: 1}", "line 1, column 1: unexpected token \"\ufeff\": save the file without a byte order mark"},
		{"// a\n.", `line 1, column 1: unexpected token "//": a comment begins with #`},
		{".customer-id", `line 1, column 11: function not defined: id/0: a field with a hyphen is written ."customer-id"`},
		{"{a: (1 -id)}", "line 1, column 9: function not defined: id/0"},
		{".a\n| nope(1)", "line 2, column 3: function not defined: nope/1"},
		{".a |\n$x", "line 2, column 1: variable not defined: $x"},
		{"now", "line 1, column 1: now is not allowed in a mapping"},
		{"{known: .known,\n at: now}", "line 2, column 6: now is not allowed in a mapping"},
		{"localtime", "line 1, column 1: localtime is not allowed in a mapping"},
		{"strflocaltime(\"%Y\")", "line 1, column 1: strflocaltime is not allowed in a mapping"},
		{"halt", "line 1, column 1: halt is not allowed in a mapping"},
		{"halt_error(1)", "line 1, column 1: halt_error is not allowed in a mapping"},
		{"env.HOME", "line 1, column 1: env is not allowed in a mapping"},
		{".a + $ENV.HOME", "line 1, column 6: $ENV is not allowed in a mapping"},
		{"{a: 1, $ENV}", "line 1, column 8: $ENV is not allowed in a mapping"},
		{". as {$ENV} | .a", ""},
		{"debug", "line 1, column 1: debug is not allowed in a mapping"},
		{"debug(\"x\")", "line 1, column 1: debug is not allowed in a mapping"},
		{"stderr", "line 1, column 1: stderr is not allowed in a mapping"},
		{"[inputs]", "line 1, column 2: inputs is not allowed in a mapping"},
		{"input", "line 1, column 1: input is not allowed in a mapping"},
		{"input_line_number", "line 1, column 1: input_line_number is not allowed in a mapping"},
		{"\"a\" | modulemeta", "line 1, column 7: modulemeta is not allowed in a mapping"},
		{"import \"a\" as a; .", "import, include and module are not allowed in a mapping"},
		{"include \"a\"; .", "import, include and module are not allowed in a mapping"},
		// Every part of a program is searched.
		{"{a: [.b[now]?]}", "line 1, column 9: now is not allowed in a mapping"},
		{"\"x \\(now)\"", "line 1, column 6: now is not allowed in a mapping"},
		{"{\"a\\(now)\": 1}", "line 1, column 6: now is not allowed in a mapping"},
		{"reduce .[] as $x (0; now)", "line 1, column 22: now is not allowed in a mapping"},
		{"foreach .[] as $x (0; 1; now)", "line 1, column 26: now is not allowed in a mapping"},
		{"if . then 1 elif now then 2 else 3 end", "line 1, column 18: now is not allowed in a mapping"},
		{"try error catch now", "line 1, column 17: now is not allowed in a mapping"},
		{"def f(g): now; f(.)", "line 1, column 11: now is not allowed in a mapping"},
		{". as {a: $x, (now): $y} | $x", "line 1, column 15: now is not allowed in a mapping"},
		{"-now", "line 1, column 2: now is not allowed in a mapping"},
		{"label $out | now", "line 1, column 14: now is not allowed in a mapping"},
		{".a[1:now]", "line 1, column 6: now is not allowed in a mapping"},
		{"@base64 \"\\(now)\"", "line 1, column 12: now is not allowed in a mapping"},
	} {
		got := ""
		if _, err := mapping.Compile(tt.source); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.source, got, tt.want)
		}
	}
}

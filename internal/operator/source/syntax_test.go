package source

import (
	"fmt"
	"strings"
	"testing"
)

// TestSyntax: the problem of a text that is no JSON names its place and its cause.
func TestSyntax(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a trailing comma", "{\n  \"a\": 1,\n}", "2:9 a comma before }: remove it"},
		{"a trailing comma of an array", "[1, 2,\n\n]", "1:6 a comma before ]: remove it"},
		{"a missing comma", "{\n  \"a\": 1\n  \"b\": 2\n}", "2:9 a value without a comma behind it"},
		{"a missing comma of an array", "[1 2]", "1:3 a value without a comma behind it"},
		{"smart quotes", "{“a”: 1}", "1:2 a typographic quotation mark: write \""},
		{"smart quotes of a value", "{\"a\": “b”}", "1:7 a typographic quotation mark: write \""},
		{"single quotes", "{'a': 1}", "1:2 a single quotation mark: write \""},
		{"a no-break space before a name", "{\u00a0\"a\": 1}", "1:2 a no-break space, U+00A0: write a space"},
		{"a no-break space before a colon", "{\"a\"\u00a0: 1}", "1:5 a no-break space, U+00A0: write a space"},
		{"a no-break space before a value", "{\"a\":\u00a01}", "1:6 a no-break space, U+00A0: write a space"},
		{"a no-break space before a comma", "{\"a\": 1\u00a0, \"b\": 2}", "1:8 a no-break space, U+00A0: write a space"},
		{"an ideographic space", "{\u3000\"a\": 1}", "1:2 a space that JSON does not have, U+3000: write a space"},
		{"a line separator", "[1,\u20282]", "1:4 a line end that JSON does not have, U+2028: write a line end"},
		{"a zero width space", "{\u200b\"a\": 1}", "1:2 an invisible character, U+200B: remove it"},
		{"a zero width space behind a text", "{\"a\": \"b\"\u200b}", "1:10 an invisible character, U+200B: remove it"},
		{"a zero width space in a number", "[1\u200b2]", "1:3 an invisible character, U+200B: remove it"},
		{"a word joiner", "[true\u2060]", "1:6 an invisible character, U+2060: remove it"},
		{"a zero width no-break space", "\n\ufeff{}", "2:1 an invisible character, U+FEFF: remove it"},
		{"a variation selector", "[1\ufe0f]", "1:3 an invisible character, U+FE0F: remove it"},
		{"a tag character", "[1\U000e0041]", "1:3 an invisible character, U+E0041: remove it"},
		{"a comment", "{\n  // of the shop\n  \"a\": 1\n}", "2:3 a comment, which JSON does not have: remove it"},
		{"a comment at the end", "{\"a\": 1 /* one */}", "1:9 a comment, which JSON does not have: remove it"},
		{"a comment of a script", "# orders\n{\"a\": 1}", "1:1 a comment, which JSON does not have: remove it"},
		{"a tab in a string", "{\"a\": \"b\tc\"}", `1:9 a tab in a string: write \t`},
		{"a line end in a string", "{\"a\": \"b\nc\"}", `1:9 a string that does not end in its line: close it, or write \n for a line end`},
		{"a control character", "{\"a\": \"b\x01c\"}", `1:9 a control character in a string: write \u0001`},
		{"a path of Windows", `{"a": "C:\dir"}`, `1:10 an escape sequence that JSON does not have: write a backslash as \\`},
		{"NaN", "{\"a\": NaN}", "1:7 NaN, which JSON does not have: write null, or leave the member out"},
		{"minus infinity", "{\"a\": -Infinity}", "1:8 Infinity, which JSON does not have: write null, or leave the member out"},
		{"undefined", "[undefined]", "1:2 undefined, which JSON does not have: write null, or leave the member out"},
		{"True of Python", "{\"a\": True}", "1:7 True: write true"},
		{"None of Python", "{\"a\": None}", "1:7 None: write null"},
		{"a name without quotation marks", "{a: 1}", "1:2 a name without quotation marks"},
		{"a value without quotation marks", "{\"a\": b}", "1:7 a value without quotation marks"},
		{"a value that begins like a literal", "{\"a\": trousers}", "1:7 a value without quotation marks"},
		{"a name without a colon", "{\"a\" 1}", "1:6 a name without a colon behind it"},
		{"a quotation mark in a string", `{"a": "O"Brien"}`, `1:9 a quotation mark inside a string: write \"`},
		{"a leading zero", "{\"a\": 01}", "1:7 a number with a leading zero"},
		{"a number without a digit", "{\"a\": .5}", "1:7 a number that does not begin with a digit or -"},
		{"a plus", "{\"a\": +5}", "1:7 a number that does not begin with a digit or -"},
		{"two commas", "{\"a\": 1,, \"b\": 2}", "1:9 a comma too many"},
		{"two commas of an array", "[1,,2]", "1:4 a comma too many"},
		{"the wrong bracket of an array", "{\"a\": [1}", "1:9 a } that closes a [: write ]"},
		{"the wrong bracket", `{"a":1]}`, "1:7 a ] that closes a {: write }"},
		{"the wrong bracket behind a text", `{"data":{"lastname":"A"]}`, "1:24 a ] that closes a {: write }"},
		{"the wrong bracket behind a space", "{\"a\": \"A\"\n ], \"b\": 1}", "2:2 a ] that closes a {: write }"},
		{"the wrong bracket of an empty array", "[}", "1:2 a } that closes a [: write ]"},
		{"the wrong bracket of an empty object", `{"a": {]}`, "1:8 a ] that closes a {: write }"},
		{"a bracket that opens nothing", "}", "1:1 a } that closes no bracket"},
		{"a bracket in a text with quotation marks", `{"a": "see "]" there"}`, `1:12 a quotation mark inside a string: write \"`},
		{"a letter behind a text", `{"a": "A"x"}`, `1:9 a quotation mark inside a string: write \"`},
		{"a semicolon", `{"a": "x"; "b": 1}`, "1:10 a semicolon instead of a comma: write ,"},
		{"a semicolon in a text with quotation marks", `{"a": "say "x"; then go"}`, `1:12 a quotation mark inside a string: write \"`},
		{"an array instead of an object", `["lastname": "A"]`, "1:1 a name and a value in an array: an object needs { before the name and } behind the value"},
		{"an array instead of an object inside", "{\"data\":\n[\"lastname\": \"A\"]}", "2:1 a name and a value in an array: an object needs { before the name and } behind the value"},
		{"a value as a name", `{"a": "b": 1}`, "1:10 a colon behind a value: write a comma"},
		{"a name without a value", `{"a": }`, "1:7 a name without a value"},
		{"a colon too many", `{"a":: 1}`, "1:6 a colon too many"},
		{"a hexadecimal number", `{"a": 0x1f}`, "1:7 a hexadecimal number: write it with decimal digits"},
		{"a date without quotation marks", `{"a": 2026-11-21}`, "1:7 a value without quotation marks"},
		{"a number with a unit", `{"a": 10kg}`, "1:7 a value without quotation marks"},
		{"a word that begins like null", `{"a": nulls}`, "1:7 a value without quotation marks"},
		{"a name in the message of the decoder", `{"in number": %}`, "1:15 a character that is no part of JSON"},
		{"a number that ends early", `{"a": 1.}`, "1:9 a number that ends without a digit"},
		{"XML", "<xml/>", "1:1 XML or HTML, by its look: write the message as JSON"},
		{"too many brackets", strings.Repeat("[", 20_000), "1:10001 more than 10,000 brackets inside each other"},
		{"YAML", "operation: delete\nentitySet: leads\n", "1:1 YAML, by its look: write the message as JSON"},
		{"YAML with a begin", "---\noperation: delete\n", "1:1 YAML, by its look: write the message as JSON"},
		{"a list of YAML", "- operation: delete\n", "1:1 YAML, by its look: write the message as JSON"},
		{"an end too early", "{\n  \"a\": {\n    \"b\": 1\n", "3:11 a text that ends too early: the { in its line 2 is not closed"},
		{"an end in a string", "{\"a\": \"b", "1:9 a text that ends too early: a { is not closed"},
		{"something else", "{\"a\": %}", "1:7 a character that is no part of JSON"},
	} {
		_, err := endOfValue([]byte(tt.text))
		if err == nil {
			t.Errorf("%s: %q is JSON", tt.name, tt.text)
			continue
		}
		line := 1 + strings.Count(tt.text[:err.at], "\n")
		if got := fmt.Sprintf("%d:%d %s", line, excerptOf([]byte(tt.text), err.at).Column, err.cause); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestExcerpt: the caret is below its character, whatever stands before it.
func TestExcerpt(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		at         string // the text that begins at the place
		want       string
		column     int
	}{
		{"a line", "{\n  \"ä\": 1,\n}", ",", "  \"ä\": 1,\n        ^", 9},
		{"tabs", "{\n\t\t\"a\": tru\n}", "tru", "  \"a\": tru\n       ^", 8},
		{"characters that nobody sees", "{\u00a0\u3000\"\u200b\u2028\": %}", "%", "{\ufffd\ufffd\"\ufffd\ufffd\": %}\n         ^", 10},
		{"control characters", "{\"\x1b[31m\": %}\r\n", "%", "{\"\ufffd[31m\": %}\n          ^", 11},
		{
			"a long line", strings.Repeat("x", 60) + "!" + strings.Repeat("y", 60), "!",
			"…" + strings.Repeat("x", 50) + "!" + strings.Repeat("y", 24) + "…\n" + strings.Repeat(" ", 51) + "^", 61,
		},
		{"behind the end", "[1\n", "\n", "[1\n  ^", 3},
	} {
		e := excerptOf([]byte(tt.text), strings.Index(tt.text, tt.at))
		if got := e.Line + "\n" + strings.Repeat(" ", e.Caret) + "^"; got != tt.want || e.Column != tt.column {
			t.Errorf("%s: column %d of\n%s\nwant %d of\n%s", tt.name, e.Column, got, tt.column, tt.want)
		}
	}
}

func FuzzSyntax(f *testing.F) {
	for _, text := range []string{"{", "[1,]", "{\"a\":NaN}", "\"\t\"", "{a:“", "- a: b", "{\"a\": 0", "[}", "\xff", "[1\xff", "[1\xff]", "{\u00a0", "[1\u200b]", "\u2028"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		_, err := endOfValue(text)
		if err == nil {
			return
		}
		if err.at < 0 || err.at > len(text) || strings.ContainsAny(err.cause, "\n\r") {
			t.Fatalf("%q: %+v", text, err)
		}
		if e := excerptOf(text, err.at); e.Caret > len([]rune(e.Line)) || e.Column < 1 || len([]rune(e.Line)) > shownBefore+shownBehind+2 {
			t.Errorf("%q: %+v", text, e)
		}
	})
}

package yamldoc_test

import (
	"errors"
	"strings"
	"testing"

	"sns-dynamics/internal/operator/yamldoc"
)

func TestParse(t *testing.T) {
	tests := []struct{ yaml, json string }{
		{"a: 1.50\nb: [1e400, -0.0, 12345678901234567890.1]\n", `{"a":1.50,"b":[1e400,-0.0,12345678901234567890.1]}`},
		{"[true, false, null, yes, No, on, ~, TRUE, Null]", `[true,false,null,"yes","No","on","~","TRUE","Null"]`},
		{"[0x1F, 1_000, 010, .5, 5., +1, .inf, 2026-01-01, 12:30:45, 0o14]", `["0x1F","1_000","010",".5","5.","+1",".inf","2026-01-01","12:30:45","0o14"]`},
		{`["1", '2', "true", 'null', ""]`, `["1","2","true","null",""]`},
		{"a: |\n  1\nb: >\n  2\n  3\n", `{"a":"1\n","b":"2 3\n"}`},
		{"404: no\n1.50: x\n\"\": y\nnull: z\n", `{"404":"no","1.50":"x","":"y","null":"z"}`},
		{`{"operation": "create", "data": {"a": 1.0}}`, `{"operation":"create","data":{"a":1.0}}`},
		{"a: {exists: true} # a comment\n", `{"a":{"exists":true}}`},
		{"\"a\\u0001\\\"\": ü\n", `{"a\u0001\"":"ü"}`},
		{"plain text", `"plain text"`},
	}
	for _, tt := range tests {
		got, err := yamldoc.Parse("f.yaml", []byte(tt.yaml))
		if err != nil || string(got.JSON()) != tt.json {
			t.Errorf("Parse(%q) = %s, %v, want %s", tt.yaml, got.JSON(), err, tt.json)
		}
	}
}

func TestRefused(t *testing.T) {
	tests := []struct{ yaml, want string }{
		{"", "f.yaml:1: expected YAML, got an empty file"},
		{"# only a comment\n", "f.yaml:1: expected YAML, got an empty file"},
		{"a: &x 1\n", "f.yaml:1: /a: expected a value without an anchor"},
		{"a: &x {b: 1}\nc: *x\n", "f.yaml:1: /a: expected a value without an anchor"},
		{"a: !!str 1\n", "f.yaml:1: /a: expected a value without a tag"},
		{"a:\n  - !mine {b: 1}\n", "f.yaml:2: /a/0: expected a value without a tag"},
		{"!!int 1: a\n", "f.yaml:1: expected a value without a tag"},
		{"a: 1\nb: 2\na: 3\n", "f.yaml:3: /a: given twice"},
		{"a:\n  x/y~: {p: 1, p: 2}\n", "f.yaml:2: /a/x~1y~0/p: given twice"},
		{"a:\nb: 1\n", `f.yaml:1: /a: expected a value: write null, "" or the value`},
		{"<<: {a: 1}\n", "f.yaml:1: /<<: expected the name of a field, got a merge key"},
		{"? [a]\n: b\n", "f.yaml:1: expected a text as the name of a field"},
		{"a: 1\n---\nb: 2\n", "f.yaml:2: expected one document, got a second"},
		{"a: b: c\n", "f.yaml:1: expected YAML: mapping values are not allowed in this context"},
		{"a: 1\nb: [1, 2\nc: 3\n", "f.yaml:2: expected YAML: did not find expected ',' or ']'"},
		{"a: [1\n", "f.yaml:2: expected YAML: did not find expected ',' or ']'"},
		{"a: 1\n  b: 2\n", "f.yaml:2: expected YAML: mapping values are not allowed in this context"},
		{"a: 1\nb: \"x\n", "f.yaml:2: expected YAML: found unexpected end of stream"},
		{"a:\n  - 1\n b: 2\n", "f.yaml:3: expected YAML: did not find expected key"},
		{"a:\n\t- b\n", "f.yaml:2: expected spaces at the beginning of the line, got a tab"},
		{"a:\n  - b: 1\n\t  c: 2\n", "f.yaml:3: expected spaces at the beginning of the line, got a tab"},
		{"a:\n  b: 1\n  \tc: 2\n", "f.yaml:3: expected spaces at the beginning of the line, got a tab"},
		{"a:\n  - b: 1\n\n\t- c: 2\n  - d: 3\n", "f.yaml:4: expected spaces at the beginning of the line, got a tab"},
		{"a: \xff\n", "f.yaml:1: expected UTF-8"},
		{"a: " + strings.Repeat("x", 1<<20), "f.yaml:1: expected at most 1 MiB"},
		{strings.Repeat("[", 102) + strings.Repeat("]", 102), "f.yaml:1: " + strings.Repeat("/0", 101) + ": expected at most 100 levels"},
	}
	for _, tt := range tests {
		_, err := yamldoc.Parse("f.yaml", []byte(tt.yaml))
		if e, ok := errors.AsType[*yamldoc.Error](err); !ok || e.Error() != tt.want {
			t.Errorf("Parse(%.40q) = %v, want %s", tt.yaml, err, tt.want)
		}
	}
}

func TestAt(t *testing.T) {
	root, err := yamldoc.Parse("f.yaml", []byte("a:\n  - b: 1\n  - c/d: 2\n"))
	if err != nil {
		t.Fatal(err)
	}
	for pointer, line := range map[string]int{"": 2, "/a": 2, "/a/1/c~1d": 3, "/a/1/missing": 3, "/a/7": 2} {
		if got := root.At(pointer); pointer != "" && got.Line != line {
			t.Errorf("At(%s) is in line %d, want %d", pointer, got.Line, line)
		}
	}
}

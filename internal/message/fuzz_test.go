package message_test

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/message"
)

// FuzzDecode holds Decode to its promises for any text: it never panics; what
// it refuses comes with problems on one line; what it takes is what the schema
// takes, and names nothing that its grammar does not.
func FuzzDecode(f *testing.F) {
	c := readCorpus(f)
	for _, tt := range c.Good {
		f.Add([]byte(tt.Text))
	}
	for _, tt := range c.Bad {
		f.Add([]byte(tt.Text))
	}
	schema := compileSchema(f)
	// The validator expands a number like 1e999999999 digit by digit; the
	// decoder only copies it.
	huge := regexp.MustCompile(`[eE][+-]?[0-9]{4}`)
	f.Fuzz(func(t *testing.T, text []byte) {
		if huge.Match(text) {
			_, _ = message.Decode(text)
			return
		}
		op, err := message.Decode(text)
		if err != nil {
			checkRefusal(t, err)
			if json.Valid(text) && !beyondSchema(err) && schemaTakes(t, schema, string(text)) {
				t.Errorf("the schema takes %s, the decoder does not: %v", text, err)
			}
			return
		}
		if !schemaTakes(t, schema, string(text)) {
			t.Errorf("the decoder takes %s, the schema does not", text)
		}
		checkNames(t, op)
	})
}

func checkRefusal(t *testing.T, err error) {
	t.Helper()
	e, ok := errors.AsType[*message.Error](err)
	if !ok || len(e.Problems) == 0 {
		t.Errorf("error %v, want a *message.Error with problems", err)
	}
	if strings.ContainsAny(err.Error(), "\r\n\x00\x1b") {
		t.Errorf("error with control characters: %q", err)
	}
}

// beyondSchema reports whether a refusal is one that no schema can make: the
// calendar, the length of numbers, what a contentId stands for and comes to, and two
// values that must be the same are beyond a pattern, too.
func beyondSchema(err error) bool {
	for _, text := range []string{"given twice", "UTF-8", "surrogate", "/sequence/value: ", "/sequence is set with its value", "expected the contentId of",
		"expected a number of at most", "with the row of each contentId in its place",
		"the row of /id", "is to be made by /id", "/id says which", "the value that /key has"} {
		if strings.Contains(err.Error(), text) {
			return true
		}
	}
	return false
}

func checkNames(t *testing.T, op dynamics.Operation) {
	t.Helper()
	for _, part := range op.Operations {
		checkNames(t, part)
	}
	for _, name := range []string{op.EntitySet, op.NavigationProperty, op.Related.EntitySet} {
		if name != "" && !dynamics.IsName(name) {
			t.Errorf("name %q got through", name)
		}
	}
	for _, row := range []dynamics.Row{op.Row, op.Related.Row} {
		if row.ID != "" && !dynamics.IsGUID(row.ID) {
			t.Errorf("id %q got through", row.ID)
		}
		for _, k := range row.Key {
			if !dynamics.IsName(k.Column) {
				t.Errorf("column %q got through", k.Column)
			}
		}
	}
	if op.Action != "" && !dynamics.IsActionName(op.Action) {
		t.Errorf("action %q got through", op.Action)
	}
}

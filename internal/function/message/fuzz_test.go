package message_test

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
)

// FuzzDecode decodes any text. Decode does not panic. If it refuses a text, each problem is
// on one line. If it accepts a text, the schema accepts it too, and its names follow the
// grammar.
func FuzzDecode(f *testing.F) {
	c := readCorpus(f)
	for _, tt := range c.Good {
		f.Add([]byte(tt.Text))
	}
	for _, tt := range c.Bad {
		f.Add([]byte(tt.Text))
	}
	schema := compileSchema(f)
	// The validator expands a number like 1e999999999 digit by digit. The decoder only
	// copies it.
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

// beyondSchema reports whether no schema can refuse the text: for the calendar, the length
// of numbers, the meaning and the size of a contentId, or two values that must be the same.
func beyondSchema(err error) bool {
	for _, text := range []string{"given twice", "UTF-8", "surrogate", "/sequence/value: ", "/sequence is set with its value", "expected the contentId of",
		"expected a number of at most", "with the row of each contentId in its place",
		"expected a column of /values", "the row of /id", "is to be made by /id", "/id says which", "the value that /key has"} {
		if strings.Contains(err.Error(), text) {
			return true
		}
	}
	return false
}

func checkNames(t *testing.T, op operation.Operation) {
	t.Helper()
	for _, part := range op.Operations {
		checkNames(t, part)
	}
	for _, name := range []string{op.EntitySet, op.Table, op.NavigationProperty, op.Related.EntitySet} {
		if name != "" && !operation.IsName(name) {
			t.Errorf("name %q got through", name)
		}
	}
	for _, row := range []operation.Row{op.Row, op.Related.Row} {
		if row.ID != "" && !operation.IsGUID(row.ID) {
			t.Errorf("id %q got through", row.ID)
		}
		for _, k := range row.Key {
			if !operation.IsName(k.Column) {
				t.Errorf("column %q got through", k.Column)
			}
		}
	}
	if op.Action != "" && !operation.IsActionName(op.Action) {
		t.Errorf("action %q got through", op.Action)
	}
}

package message_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"sns-dynamics/internal/function/message"
)

// corpus holds the messages that decoder and schema must agree on.
type corpus struct {
	Good []struct{ Name, Text string }
	Bad  []struct {
		Name, Text string
		Problems   []string
		// BeyondSchema marks a fault that no JSON Schema can find: the parsed text does not
		// show it, or it concerns two values.
		BeyondSchema bool
	}
}

func readCorpus(t testing.TB) corpus {
	t.Helper()
	text, err := os.ReadFile("testdata/corpus.json")
	if err != nil {
		t.Fatal(err)
	}
	var c corpus
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func compileSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("../../../schema/operation.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// schemaTakes reports whether the schema accepts a text that is JSON.
func schemaTakes(t testing.TB, schema *jsonschema.Schema, text string) bool {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%q is not JSON: %v", text, err)
	}
	return schema.Validate(v) == nil
}

func TestGoodMessages(t *testing.T) {
	schema := compileSchema(t)
	for _, tt := range readCorpus(t).Good {
		t.Run(tt.Name, func(t *testing.T) {
			if _, err := message.Decode([]byte(tt.Text)); err != nil {
				t.Errorf("Decode(%s): %v", tt.Text, err)
			}
			if !schemaTakes(t, schema, tt.Text) {
				t.Errorf("the schema refuses %s", tt.Text)
			}
		})
	}
}

func TestBadMessages(t *testing.T) {
	schema := compileSchema(t)
	for _, tt := range readCorpus(t).Bad {
		t.Run(tt.Name, func(t *testing.T) {
			_, err := message.Decode([]byte(tt.Text))
			e, ok := errors.AsType[*message.Error](err)
			if !ok {
				t.Fatalf("Decode(%s) = %v, want a *message.Error", tt.Text, err)
			}
			var got []string
			for _, p := range e.Problems {
				got = append(got, p.String())
			}
			if diff := cmp.Diff(tt.Problems, got); diff != "" {
				t.Errorf("Decode(%s): problems (-want +got):\n%s", tt.Text, diff)
			}
			if strings.ContainsAny(err.Error(), "\r\n") {
				t.Errorf("error of more than one line: %q", err)
			}
			if !tt.BeyondSchema && schemaTakes(t, schema, tt.Text) {
				t.Errorf("the schema takes %s", tt.Text)
			}
		})
	}
}

func TestNotUTF8(t *testing.T) {
	_, err := message.Decode([]byte("{\"operation\":\"\xff\"}"))
	if err == nil || !strings.Contains(err.Error(), "UTF-8") {
		t.Errorf("Decode of text that is not UTF-8: %v, want an error that says so", err)
	}
}

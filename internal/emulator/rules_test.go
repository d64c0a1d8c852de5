package emulator_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// rule is a documented rule of Dataverse: requests in order, each with its expected
// response. A rule has a source, or names its doubt. It begins with the rows of the schema,
// and its caller may do everything.
type rule struct {
	Source []string
	Doubt  string
	Steps  []struct {
		Method, Path string
		Headers      map[string]string
		Body         json.RawMessage
		Text         string // the body if it is not JSON

		Status        int
		Code, Message string            // of an error; the message holds the text
		Row           map[string]any    // members of the response and their values
		Lacks         []string          // members that the response does not have
		Header        map[string]string // of the response; "*" is any value
		// Column and Values are a column of a list, and its values in order.
		Column string
		Values []any
		Raw    string // the whole body
	}
}

// TestRules replays the rules in testdata/rules. "<etag>" stands for the ETag of the
// previous response.
func TestRules(t *testing.T) {
	files, err := filepath.Glob("testdata/rules/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no rules: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var r rule
			if err := json.Unmarshal(text, &r); err != nil {
				t.Fatal(err)
			}
			for _, problem := range r.unfounded() {
				t.Error(problem)
			}
			r.replay(start(t, emulator.Options{Schema: administrator(t)}))
		})
	}
}

// unfounded says why a rule does not stand: it has neither a source nor a doubt, or a source
// without an address.
func (r rule) unfounded() []string {
	var problems []string
	if len(r.Source) == 0 && r.Doubt == "" {
		problems = append(problems, "the rule has no source, and names no doubt")
	}
	for _, source := range r.Source {
		if !strings.Contains(source, "https://") {
			problems = append(problems, "the source has no address: "+source)
		}
	}
	return problems
}

func TestUnfoundedRules(t *testing.T) {
	for _, tt := range []struct {
		name string
		rule rule
		want int
	}{
		{"neither", rule{}, 1},
		{"a doubt", rule{Doubt: "inferred"}, 0},
		{"a source", rule{Source: []string{"https://learn.microsoft.com/x: a table"}}, 0},
		{"a source without an address", rule{Source: []string{"https://learn.microsoft.com/x", "a page"}, Doubt: "the status"}, 1},
	} {
		if got := tt.rule.unfounded(); len(got) != tt.want {
			t.Errorf("%s: %q, want %d problems", tt.name, got, tt.want)
		}
	}
}

func (r rule) replay(c *client) {
	etag := ""
	for i, s := range r.Steps {
		header := c.header()
		for name, value := range s.Headers {
			header[name] = strings.ReplaceAll(value, "<etag>", etag)
		}
		body := s.Text
		if body == "" {
			body = string(s.Body)
		}
		got := c.do(s.Method, c.conn.ServiceRootURL+strings.ReplaceAll(s.Path, " ", "%20"), []byte(body), header)
		code, message := got.refusal()
		if got.status != s.Status || code != s.Code || !strings.Contains(message, s.Message) {
			c.Errorf("step %d: %s %s: got %d %s %q, want %d %s %q\n%s", i+1, s.Method, s.Path, got.status, code, message, s.Status, s.Code, s.Message, got.body)
			continue
		}
		if s.Raw != "" && string(got.body) != s.Raw {
			c.Errorf("step %d: %s %s: body %q, want %q", i+1, s.Method, s.Path, got.body, s.Raw)
		}
		for name, want := range s.Header {
			if value := got.header.Get(name); want != value && (want != "*" || value == "") {
				c.Errorf("step %d: %s %s: header %s is %q, want %q", i+1, s.Method, s.Path, name, value, want)
			}
		}
		if given := got.header.Get("ETag"); given != "" {
			etag = given
		}
		if s.Row != nil || s.Lacks != nil || s.Values != nil {
			r.compare(c, i, got)
		}
	}
}

// compare compares the body of the response with the expected body of a step.
func (r rule) compare(c *client, step int, got response) {
	s := r.Steps[step]
	var body map[string]any
	if err := json.Unmarshal(got.body, &body); err != nil {
		c.Errorf("step %d: %s %s: %v in %s", step+1, s.Method, s.Path, err, got.body)
		return
	}
	for name, want := range s.Row {
		if value, found := body[name]; !found || encoded(c, value) != encoded(c, want) {
			c.Errorf("step %d: %s %s: %s is %v, want %v\n%s", step+1, s.Method, s.Path, name, value, want, got.body)
		}
	}
	for _, name := range s.Lacks {
		if value, found := body[name]; found {
			c.Errorf("step %d: %s %s: the response has %s: %v", step+1, s.Method, s.Path, name, value)
		}
	}
	if s.Values == nil {
		return
	}
	values := []any{}
	for _, row := range got.values(c) {
		values = append(values, row[s.Column])
	}
	if encoded(c, values) != encoded(c, s.Values) {
		c.Errorf("step %d: %s %s: values %v, want %v", step+1, s.Method, s.Path, values, s.Values)
	}
}

// encoded is a value as JSON. Equal values have equal texts.
func encoded(c *client, v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		c.Fatal(err)
	}
	return string(text)
}

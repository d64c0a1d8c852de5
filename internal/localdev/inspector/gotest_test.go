package inspector

import (
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestGoTest: the copied text is a valid Go file, whatever the message contains.
func TestGoTest(t *testing.T) {
	for _, text := range append(hostile, "`+panic(1)+`", "*/", "\x00\r") {
		m := Message{Summary: Summary{Number: 3, Operation: "up" + text, EntitySet: "accounts", Outcome: dead}}
		m.Requests = []Exchange{
			{Service: "dataverse", Method: "PATCH", Target: "/api/data/v9.2/accounts(" + text + ")", Status: 204},
			{Service: "dataverse", Method: "PATCH", Target: "/faulted", Status: 503, Faulted: true},
			{Service: "dataverse", Method: "GET", Target: "/read", Status: 200},
			{Service: "entra", Method: "POST", Target: "/token", Status: 200},
			{Service: "dataverse", Method: "PATCH", Target: "/delivered-before", Status: 404},
		}
		m.Timeline = []Moment{{Kind: "delivered"}, {Kind: "request", Request: 5}, {Kind: "delivered"}}
		for n := range m.Requests {
			m.Requests[n].Number = n + 1
			if n < 4 {
				m.Timeline = append(m.Timeline, Moment{Kind: "request", Request: n + 1})
			}
		}
		source, err := goTest(text, m, strings.NewReplacer())
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), "copied_test.go", source, parser.AllErrors)
		if err != nil {
			t.Fatalf("%q: %v\n%s", text, err, source)
		}
		if again, err := format.Source([]byte(source)); err != nil || string(again) != source {
			t.Errorf("%q: not in the form of gofmt (%v)", text, err)
		}
		functions := 0
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && strings.HasPrefix(f.Name.Name, "TestMessage3_up") {
				functions++
			}
		}
		if functions != 1 || len(file.Decls) != 2 {
			t.Errorf("%q: %d declarations, want the imports and one test", text, len(file.Decls))
		}
		var literals []string
		ast.Inspect(file, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				s, err := strconv.Unquote(l.Value)
				if err != nil {
					t.Error(err)
				}
				literals = append(literals, s)
			}
			return true
		})
		all := strings.Join(literals, "\n")
		if !strings.Contains(all, `"Sns":`+text+"}") || !strings.Contains(all, "PATCH /api/data/v9.2/accounts("+text+") 204") {
			t.Errorf("%q is not what the test holds:\n%s", text, source)
		}
		if strings.Contains(source, "/faulted") || strings.Contains(source, "/delivered-before") || strings.Contains(source, "/read") || strings.Contains(source, "/token") {
			t.Errorf("the test wants requests that it cannot make:\n%s", source)
		}
	}
}

// TestWithoutRoutes: the test of a message that a mapping made has the mapped message. A message
// whose outcome comes from the routes alone has no test.
func TestWithoutRoutes(t *testing.T) {
	envelope := newEnvelope("an order", time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)).String()
	for name, tt := range map[string]struct {
		m    Message
		want string
	}{
		"mapped":     {Message{Summary: Summary{Operation: "create", Route: "order@1"}, Mapped: "an operation"}, `"Message":"an operation"`},
		"not mapped": {Message{Summary: Summary{Operation: "create", Route: "order@1"}}, `"Message":"an order"`},
		"no routes":  {Message{}, `"Message":"an order"`},
		"ignored":    {Message{Summary: Summary{Route: "order@1"}}, ""},
		"no route":   {Message{Code: "no-route"}, ""},
		"a mistake":  {Message{Summary: Summary{Route: "order@1"}, Code: "mapping"}, ""},
	} {
		got, err := withoutRoutes(envelope, tt.m)
		if (err != nil) != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

package route_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sns-dynamics/internal/function/route"
)

const whenOrder = `{"message":{"type":["OrderPlaced"]}}`

// TestParseNamesTheField: the error of a wrong routes.json names the field and what was
// expected.
func TestParseNamesTheField(t *testing.T) {
	entry := func(more string) string {
		return `{"version":1,"routes":[{"name":"a","when":` + whenOrder + more + `}]}`
	}
	for _, tt := range []struct{ text, want string }{
		{``, "expected the routes that make package compiles"},
		{`[]`, "expected the routes that make package compiles"},
		{`{"version":1,"routes":[],"other":1}`, `unknown field "other"`},
		{`{"version":1,"routes":[]} {}`, "expected one JSON object"},
		{`{"routes":[]}`, "/version: expected 1"},
		{`{"version":1,"routes":[],"otherwise":"drop"}`, "/otherwise: expected reject or ignore"},
		{`{"version":1,"routes":[{"when":` + whenOrder + `}]}`, "/routes/0/name: expected 1 to 64 letters"},
		{`{"version":1,"routes":[{"name":"a b","when":` + whenOrder + `}]}`, "/routes/0/name: expected 1 to 64 letters"},
		{`{"version":1,"routes":[{"name":"` + strings.Repeat("a", 65) + `","when":` + whenOrder + `}]}`, "/routes/0/name: expected 1 to 64 letters"},
		{`{"version":1,"routes":[{"name":"a","when":` + whenOrder + `},{"name":"a","when":` + whenOrder + `}]}`, "/routes/1/name: given twice"},
		{`{"version":1,"routes":[{"name":"a"}]}`, "/routes/0/when: "},
		{`{"version":1,"routes":[{"name":"a","when":{"message":{"type":[{"pre":"x"}]}}}]}`, "/routes/0/when/message/type/0/pre: unknown operator"},
		{entry(`,"ignore":true,"map":"."`), "/routes/0/ignore: not allowed together with map"},
		{entry(`,"ignore":true,"environment":"emea"`), "/routes/0/ignore: not allowed together with map"},
		{entry(`,"environment":"e m"`), "/routes/0/environment: expected the name of an environment"},
		{entry(`,"environment":"-emea"`), "/routes/0/environment: expected the name of an environment"},
		{entry(`,"environment":"` + strings.Repeat("e", 33) + `"`), "/routes/0/environment: expected the name of an environment: at most 32"},
		{entry(`,"allow":{"operations":["merge"]}`), "/routes/0/allow/operations/0: expected * or operations"},
		{entry(`,"allow":{"tables":[]}`), "/routes/0/allow/tables: expected * or entity set names"},
		{entry(`,"allow":{}`), "/routes/0/allow: expected operations, tables or actions"},
		{entry(`,"allow":{"rows":["x"]}`), `unknown field "rows"`},
	} {
		if _, err := route.Parse([]byte(tt.text)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.text, err, tt.want)
		}
	}
	var many route.File
	many.Version = 1
	for range route.MaxRoutes + 1 {
		many.Routes = append(many.Routes, route.Entry{})
	}
	if _, err := route.New(many); err == nil || !strings.Contains(err.Error(), "/routes: expected at most 200 routes, got 201") {
		t.Errorf("too many routes: %v", err)
	}
}

// TestHash: the hash is of the meaning of the routes and not of their spelling, and changes
// with a program.
func TestHash(t *testing.T) {
	parse := func(text string) *route.Table {
		t.Helper()
		table, err := route.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return table
	}
	one := parse(`{"version":1,"routes":[{"name":"a","when":` + whenOrder + `,"map":".b"}]}`)
	same := parse(`{"routes": [{"map": ".b", "name": "a", "when": {"message": {"type": ["OrderPlaced"]}}}], "version": 1}`)
	other := parse(`{"version":1,"routes":[{"name":"a","when":` + whenOrder + `,"map":".c"}]}`)
	if one.Hash() != same.Hash() || one.Hash() == other.Hash() || len(one.Hash()) != 64 {
		t.Errorf("hashes %s, %s, %s: want the first two to be equal", one.Hash(), same.Hash(), other.Hash())
	}
	found := one.Find(route.Event(map[string]any{"type": "OrderPlaced"}, nil, "t"))
	if want := "a@" + one.Hash()[:8]; found == nil || found.String() != want {
		t.Errorf("route %v, want %s", found, want)
	}
}

// TestCompileReportsEachRoute: the programs are compiled by Compile only, and each wrong one is
// reported.
func TestCompileReportsEachRoute(t *testing.T) {
	table, err := route.New(route.File{Version: 1, Routes: []route.Entry{
		{Name: "a", When: json.RawMessage(whenOrder), Map: "now"},
		{Name: "b", When: json.RawMessage(whenOrder), Map: "."},
		{Name: "c", When: json.RawMessage(whenOrder), Map: "{"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	const want = "route a: map: line 1, column 1: now is not allowed in a mapping\nroute c: map: line 1, column 1: the \"{\" is not closed"
	if err := table.Compile(); err == nil || err.Error() != want {
		t.Errorf("Compile = %v, want %s", err, want)
	}
}

package route_test

import (
	"encoding/json"
	"testing"

	"sns-dynamics/internal/function/route"
)

// BenchmarkResolve measures the way of a message from its text to its operation.
// BenchmarkOperation measures the same operation, published as such.
func BenchmarkResolve(b *testing.B) {
	table, err := route.New(route.File{Version: 1, Routes: []route.Entry{
		{Name: "heartbeat", When: json.RawMessage(`{"message":{"type":["Heartbeat"]}}`), Ignore: true},
		{Name: "customer", When: json.RawMessage(`{"message":{"type":["CustomerChanged"]}}`), Map: `
def phone($kind): first(.phones[]? | select(.kind == $kind) | .number) // null;
.customer
| {
    operation: "upsert", entitySet: "contacts", key: {emailaddress1: (.mail | ascii_downcase)},
    data: ({firstname: .name.first, lastname: .name.last, telephone1: phone("work")} | with_entries(select(.value != null)))
  }`},
	}})
	if err != nil {
		b.Fatal(err)
	}
	e := envelope(`{"type":"CustomerChanged","customer":{"mail":"LIAM@example.com","name":{"first":"Liam","last":"O'Brien"},"phones":[{"kind":"work","number":"+44 20 7946 0018"}]}}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := table.Resolve(b.Context(), e); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOperation(b *testing.B) {
	e := envelope(`{"operation":"upsert","entitySet":"contacts","key":{"emailaddress1":"liam@example.com"},"data":{"firstname":"Liam","lastname":"O'Brien","telephone1":"+44 20 7946 0018"}}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Operation(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkParse measures the start: the reading of routes.json. BenchmarkCompile measures it
// with the programs.
func BenchmarkParse(b *testing.B)   { start(b, false) }
func BenchmarkCompile(b *testing.B) { start(b, true) }

func start(b *testing.B, compiles bool) {
	var f route.File
	f.Version = 1
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		f.Routes = append(f.Routes, route.Entry{Name: name, When: json.RawMessage(`{"message":{"type":["` + name + `"]}}`), Map: `
def phone($kind): first(.phones[]? | select(.kind == $kind) | .number) // null;
.customer | {operation: "upsert", data: ({telephone1: phone("work"), a: .a, b: .b, c: (.c | map(.x) | join(","))} | with_entries(select(.value != null)))}`})
	}
	text, err := json.Marshal(f)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		table, err := route.Parse(text)
		if err != nil {
			b.Fatal(err)
		}
		if compiles {
			if err := table.Compile(); err != nil {
				b.Fatal(err)
			}
		}
	}
}

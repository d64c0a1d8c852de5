package preview_test

import (
	"context"
	"encoding/json"
	"testing"

	"sns-dynamics/internal/dynamics/values"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/preview"
)

// TestRequestsOf shows a request for each operation.
func TestRequestsOf(t *testing.T) {
	create := operation.Operation{Kind: operation.Create, EntitySet: "contacts", Data: json.RawMessage(`{"lastname":"B"}`)}
	update := operation.Operation{Kind: operation.Update, EntitySet: "accounts", Row: operation.Row{Key: []operation.KeyColumn{{Column: "n", Value: "A'1", Quoted: true}}}, Data: json.RawMessage(`{"name":"C"}`)}
	all := preview.RequestsOf(operation.Operation{Kind: operation.Batch, Operations: []operation.Operation{create, update}})
	text, _ := json.Marshal(all)
	if want := `[{"method":"PATCH","path":"contacts({id})","body":{"lastname":"B"}},{"method":"PATCH","path":"accounts(n='A%27%271')","body":{"name":"C"}}]`; string(text) != want {
		t.Errorf("%s, want %s", text, want)
	}
}

// TestWithoutRows finds a row for each query, and asks only for definitions.
func TestWithoutRows(t *testing.T) {
	asked := 0
	fetch := preview.WithoutRows(func(_ context.Context, paths []string) ([]values.Response, error) {
		asked++
		return make([]values.Response, len(paths)), nil
	})
	got, err := fetch(t.Context(), []string{"accounts?$select=accountid&$filter=name%20eq%20%27N%27&$count=true&$top=2"})
	if err != nil || asked != 0 || string(got[0].Body) != `{"@odata.count":1,"value":[{"accountid":"00000000-0000-0000-0000-000000000000"}]}` {
		t.Errorf("%s, %v, %d requests", got[0].Body, err, asked)
	}
	if _, err := fetch(t.Context(), []string{"EntityDefinitions?$select=LogicalName"}); err != nil || asked != 1 {
		t.Errorf("%v, %d requests, want 1", err, asked)
	}
}

package check_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/check"
)

// TestEmulatorLacks distinguishes a name that the emulator lacks from a wrong name.
func TestEmulatorLacks(t *testing.T) {
	e := newEnvironment(t)
	checker := check.Checker{Model: e.read(t), Lacks: check.EmulatorLacks(t.Context(), e.client)}
	before := len(e.Requests())
	key := func(column string) operation.Row {
		return operation.Row{Key: []operation.KeyColumn{{Column: column, Value: "1", Quoted: true}}}
	}
	for name, tt := range map[string]struct {
		op    operation.Operation
		lacks bool
	}{
		"action":            {operation.Operation{Kind: operation.Action, Action: "PublishXml"}, true},
		"wrong action":      {operation.Operation{Kind: operation.Action, Action: "PublishXlm"}, false},
		"entity set":        {operation.Operation{Kind: operation.Create, EntitySet: "campaigns"}, true},
		"wrong entity set":  {operation.Operation{Kind: operation.Create, EntitySet: "acounts"}, false},
		"column":            {operation.Operation{Kind: operation.Create, EntitySet: "accounts", Data: json.RawMessage(`{"sic":"1"}`)}, true},
		"wrong column":      {operation.Operation{Kind: operation.Create, EntitySet: "accounts", Data: json.RawMessage(`{"nmae":"1"}`)}, false},
		"lookup":            {operation.Operation{Kind: operation.Create, EntitySet: "accounts", Data: json.RawMessage(`{"preferredsystemuserid@odata.bind":"/accounts(00000043-aaaa-4bbb-8ccc-000000000043)"}`)}, true},
		"wrong lookup":      {operation.Operation{Kind: operation.Create, EntitySet: "accounts", Data: json.RawMessage(`{"mastrid@odata.bind":"/accounts(00000043-aaaa-4bbb-8ccc-000000000043)"}`)}, false},
		"key column":        {operation.Operation{Kind: operation.Delete, EntitySet: "accounts", Row: key("sic")}, true},
		"collection":        {operation.Operation{Kind: operation.Associate, EntitySet: "accounts", NavigationProperty: "Account_Faxes", Related: operation.Reference{EntitySet: "accounts"}}, true},
		"wrong key column":  {operation.Operation{Kind: operation.Delete, EntitySet: "accounts", Row: key("sci")}, false},
		"name of no server": {operation.Operation{Kind: operation.Action, Action: "a/b"}, false},
	} {
		problems := checker.Check(tt.op)
		if len(problems) != 1 || strings.Contains(problems[0].Text, "the emulator does not know it") != tt.lacks {
			t.Errorf("%s: %+v", name, problems)
		}
	}
	asked := len(e.Requests()) - before
	checker.Check(operation.Operation{Kind: operation.Action, Action: "PublishXml"})
	if again := len(e.Requests()) - before; again != asked {
		t.Errorf("%d requests, want the %d before: a name is asked for once", again, asked)
	}
	for _, r := range e.Requests()[before:] {
		if r.Service == emulator.Dataverse && r.Method != http.MethodGet {
			t.Errorf("%s %s, want GET alone", r.Method, r.Target)
		}
	}
}

package operation_test

import (
	"encoding/json"
	"testing"

	"sns-dynamics/internal/operation"
)

// TestMayDoubleBeforeValuesAreResolved wants a create whose values bind a lookup to be no proof
// beside a delete, also while the values are not resolved: dynctl does not resolve them.
func TestMayDoubleBeforeValuesAreResolved(t *testing.T) {
	for values, want := range map[string]bool{
		`{"lastname":"B","gendercode":"Female"}`:                                         false,
		`{"parentcustomerid":{"account":"2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70"}}`:        true,
		`{"parentcustomerid":"\u0024a"}`:                                                 true,
		`{"parentcustomerid":"$a"}`:                                                      true,
		`{"to":[{"account":"2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70"}],"subject":"A task"}`: true,
	} {
		op := operation.Operation{Kind: operation.Batch, Operations: []operation.Operation{
			{Kind: operation.Create, Table: "contact", Values: json.RawMessage(values)},
			{Kind: operation.Action, Action: "new_Do"},
			{Kind: operation.Delete, EntitySet: "accounts", Row: operation.Row{ID: "2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70"}},
		}}
		if got := op.MayDouble(); got != want {
			t.Errorf("%s: may double %v, want %v", values, got, want)
		}
	}
}

// TestProofBeforeValuesAreResolved wants a create to be no proof if a later operation may remove its
// row by an alternate key, also while only one of the two has its entity set. Otherwise an action
// with once would have no row of the ledger.
func TestProofBeforeValuesAreResolved(t *testing.T) {
	const id = "2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70"
	byKey := operation.Row{Key: []operation.KeyColumn{{Column: "new_ordernumber", Value: "SO-1", Quoted: true}}}
	create := func(set, table string) operation.Operation {
		return operation.Operation{Kind: operation.Create, EntitySet: set, Table: table, Values: json.RawMessage(`{"new_name":"x"}`)}
	}
	update := func(set, table string) operation.Operation {
		return operation.Operation{Kind: operation.Update, EntitySet: set, Table: table, Row: byKey, Values: json.RawMessage(`{"new_name":"x"}`)}
	}
	remove := func(row operation.Row) operation.Operation {
		return operation.Operation{Kind: operation.Delete, EntitySet: "new_orders", Row: row}
	}
	other := remove(operation.Row{ID: id})
	for name, tt := range map[string]struct {
		parts       []operation.Operation
		needsLedger bool
	}{
		"a delete by key":                       {[]operation.Operation{create("", "new_order"), remove(byKey)}, true},
		"a delete by id":                        {[]operation.Operation{create("", "new_order"), other}, false},
		"an update of a logical name":           {[]operation.Operation{create("new_orders", ""), update("", "new_order"), other}, true},
		"an update of the same logical name":    {[]operation.Operation{create("", "new_order"), update("", "new_order"), other}, true},
		"an update of another logical name":     {[]operation.Operation{create("", "new_order"), update("", "contact"), other}, false},
		"an update of any activity":             {[]operation.Operation{create("", "task"), update("", "activitypointer"), other}, true},
		"an update without a delete":            {[]operation.Operation{create("new_orders", ""), update("", "new_order")}, false},
		"an update of a resolved logical name":  {[]operation.Operation{create("new_orders", "new_order"), update("contacts", "contact"), other}, false},
		"a delete by key of the resolved table": {[]operation.Operation{create("new_orders", "new_order"), remove(byKey)}, true},
	} {
		op := operation.Operation{Kind: operation.Batch, Operations: append(tt.parts, operation.Operation{Kind: operation.Action, Action: "new_Do", Once: true})}
		if got := op.NeedsLedger(); got != tt.needsLedger {
			t.Errorf("%s: needs the ledger %t, want %t", name, got, tt.needsLedger)
		}
	}
}

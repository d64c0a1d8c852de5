package dynamics_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/changeset"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

func onAccount(kind operation.Kind, row operation.Row, data string) operation.Operation {
	return operation.Operation{Kind: kind, EntitySet: "accounts", Row: row, Data: json.RawMessage(data)}
}

func onOrder(kind operation.Kind, row operation.Row, data string) operation.Operation {
	return operation.Operation{Kind: kind, EntitySet: "new_orders", Row: row, Data: json.RawMessage(data)}
}

// numberedKey is the key of an account or an order, a text with a number.
func numberedKey(column, prefix string, i int) operation.Row {
	return byKey(column, fmt.Sprintf("%s-%04d", prefix, i))
}

// alternating are operations of n steps, one of each kind in a step.
func alternating(n int, make ...func(i int) operation.Operation) (all []operation.Operation) {
	for i := range n {
		for _, m := range make {
			all = append(all, m(i))
		}
	}
	return all
}

// TestWideBatchByKey: a read decides about rows and links that no earlier operation can
// have changed, although these operations name their rows in another way.
func TestWideBatchByKey(t *testing.T) {
	const n = 25
	accounts := wide(n, func(i int) operation.Operation { return onAccount(operation.Upsert, byID(numbered(i)), `{"name":"x"}`) })
	upsert := func(i int) operation.Operation {
		return onOrder(operation.Upsert, numberedKey("new_ordernumber", "U", i), `{"new_name":"x"}`)
	}
	create := func(i int) operation.Operation {
		return onOrder(operation.Create, numberedKey("new_ordernumber", "C", i), `{"new_name":"x"}`)
	}
	remove := func(i int) operation.Operation {
		return onOrder(operation.Delete, numberedKey("new_ordernumber", "D", i), "")
	}
	removeByID := func(i int) operation.Operation { return onAccount(operation.Delete, byID(numbered(i)), "") }
	removeByKey := func(i int) operation.Operation {
		return onAccount(operation.Delete, numberedKey("accountnumber", "D", i), "")
	}
	ofAccount := func(kind operation.Kind, from int) func(int) operation.Operation {
		return func(i int) operation.Operation { return onOrder(kind, orderOf(numbered(from+i), "n"), "{}") }
	}
	numberedAccounts := wide(n, func(i int) operation.Operation {
		return onAccount(operation.Upsert, numberedKey("accountnumber", "D", i), `{"name":"x"}`)
	})
	link := func(i int) operation.Operation { return linkLead(operation.Associate, i) }
	unlink := func(i int) operation.Operation { return linkLead(operation.Disassociate, i) }
	unlinkOther := func(i int) operation.Operation {
		op := unlink(i)
		op.Row = byID(numbered(i))
		return op
	}
	for name, tt := range map[string]struct {
		before, batch []operation.Operation
		want          dynamics.Outcome
	}{
		"deletes, some of rows that are gone":          {accounts, alternating(n, removeByID, removeByKey), dynamics.Done},
		"deletes and upserts by other keys":            {nil, alternating(n, upsert, remove), dynamics.Done},
		"creates and upserts by other keys":            {wide(n, create), alternating(n, upsert, create), dynamics.Done},
		"creates after deletes by other keys":          {wide(n, create), append(wide(n, remove), wide(n, create)...), dynamics.Absent},
		"deletes and upserts by other lookups":         {accounts, alternating(n/2, ofAccount(operation.Upsert, 0), ofAccount(operation.Delete, n/2)), dynamics.Done},
		"removals of links that are gone, and deletes": {numberedAccounts, alternating(n, removeByKey, unlink), dynamics.Done},
		"removals of links that are gone, and others":  {append(append(accounts, wide(n, createLead)...), wide(n, link)...), alternating(n, unlink, unlinkOther), dynamics.Done},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				if len(tt.before) > 0 {
					e.run(t, published(batchOf(tt.before...)), dynamics.Done)
				}
				e.ForgetRequests()
				e.run(t, published(batchOf(tt.batch...)), tt.want)
				if got := len(e.sent(emulator.Dataverse)); got > 10 {
					t.Errorf("%d requests, want 10 at the most", got)
				}
			})
		})
	}
}

// A create binds its row to a row that a later delete removes. The cascade may delete the
// created row too, and then its next create has work to do. The emulator has no cascade and
// refuses the delete.
func TestSurveyAndACascade(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		made := onAccount(operation.Create, byID(numbered(1)), `{"name":"x"}`)
		bound := operation.Operation{Kind: operation.Create, EntitySet: "contacts", Row: byID(numbered(2)), Data: json.RawMessage(`{"lastname":"y","parentcustomerid_account@odata.bind":"/accounts(` + numbered(1) + `)"}`)}
		_, err := e.client.Run(t.Context(), published(batchOf(deleteOf("leads", 901), made, bound, deleteOf("accounts", 1), bound)))
		if got := wantError(t, err); got.Part != "/operations/4" {
			t.Errorf("%v, want a refusal of the second create, which was left out", err)
		}
	})
}

func deleteOf(entitySet string, i int) operation.Operation {
	return operation.Operation{Kind: operation.Delete, EntitySet: entitySet, Row: byID(numbered(i))}
}

// TestRowsOfOneTable: two references count as two rows only if no spelling, no collation
// and no rounding can make them one row.
func TestRowsOfOneTable(t *testing.T) {
	text := func(v string) operation.KeyColumn { return operation.KeyColumn{Column: "k", Value: v, Quoted: true} }
	plain := func(v string) operation.KeyColumn { return operation.KeyColumn{Column: "k", Value: v} }
	guid := func(v string) operation.KeyColumn {
		return operation.KeyColumn{Column: "_k_value", Value: v, Quoted: true}
	}
	date := func(v string) operation.KeyColumn {
		return operation.KeyColumn{Column: "k", Value: v, Quoted: true, IsDate: true}
	}
	named := func(column, v string) operation.KeyColumn {
		return operation.KeyColumn{Column: column, Value: v, Quoted: true}
	}
	for name, tt := range map[string]struct {
		a, b operation.KeyColumn
		want bool // they may be one row
	}{
		"numbers in texts":            {text("SO-1001"), text("SO-1002"), false},
		"words":                       {text("liam"), text("noah"), false},
		"column in another case":      {named("K", "1"), named("k", "2"), false},
		"another column":              {named("k", "1"), named("l", "2"), true},
		"case and blanks":             {text("so-1 "), text("SO-1"), true},
		"v and w":                     {text("vest"), text("west"), true},
		"two letters read as one":     {text("ccs"), text("cscs"), true},
		"a hyphen":                    {text("co-op"), text("coop"), true},
		"letters beyond ASCII":        {text("für 1"), text("fur 2"), true},
		"a control character":         {text("a\t1"), text("a2"), true},
		"whole numbers":               {plain("1"), plain("2"), false},
		"one number":                  {plain("0"), plain("-0"), true},
		"a fraction that is rounded":  {plain("1.6"), plain("2"), true},
		"an exponent":                 {plain("1e2"), plain("100"), true},
		"a text and a number":         {text("1"), plain("2"), true},
		"booleans":                    {plain("true"), plain("false"), true},
		"one moment":                  {date("2026-11-21T10:00:00Z"), date("2026-11-21T12:00:00+02:00"), true},
		"lookups":                     {guid(accountID), guid(contactID), false},
		"a lookup in another case":    {guid("AAAAAAAA-7d55-8c3e-9a0b-6f8a4e1c9b70"), guid("aaaaaaaa-7d55-8c3e-9a0b-6f8a4e1c9b70"), true},
		"a lookup that is not a GUID": {guid("x"), guid(contactID), true},
	} {
		reference := func(set string, columns ...operation.KeyColumn) operation.Reference {
			return operation.Reference{EntitySet: set, Row: operation.Row{Key: columns}}
		}
		a, b := reference("accounts", tt.a), reference("Accounts", tt.b)
		if got := changeset.MayBeOne(a, b, true); got != tt.want || changeset.MayBeOne(b, a, true) != tt.want {
			t.Errorf("%s: may be one %t, want %t", name, got, tt.want)
		}
		beside := operation.KeyColumn{Column: "beside", Value: "z", Quoted: true}
		if got := changeset.MayBeOne(reference("accounts", beside, tt.a), b, true); got != tt.want {
			t.Errorf("%s, beside another column: may be one %t, want %t", name, got, tt.want)
		}
		if !changeset.MayBeOne(a, operation.Reference{EntitySet: "accounts", Row: byID(accountID)}, true) || changeset.MayBeOne(a, reference("contacts", tt.b), true) {
			t.Errorf("%s: a key and an id may name one row of a table, and two keys of two tables name no common row", name)
		}
	}
}

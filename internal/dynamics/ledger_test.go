package dynamics_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// TestOnce: an action with once runs once, however often its message is delivered, in one
// change set with the row that proves it.
func TestOnce(t *testing.T) {
	update := renameContact("Buyer")
	proof := newAccount()
	for name, tt := range map[string]struct {
		op   operation.Operation
		rows int // of the ledger
	}{
		"an action":                 {syncOnce(), 1},
		"an action for a user":      {asAdmin(syncOnce()), 1},
		"a batch":                   {onTime(batchOf(update, syncOnce())), 1},
		"a batch of two actions":    {onTime(batchOf(syncOnce(), syncRun(), deleteLead())), 1},
		"a batch with a proof":      {onTime(batchOf(proof, syncOnce())), 0},
		"a repeatable one":          {mayRepeat(syncOnce()), 1},
		"an ordered one":            {ordered(syncOnce()), 1},
		"a batch with impersonated": {asAdmin(onTime(batchOf(update, syncOnce()))), 1},
	} {
		t.Run(name, func(t *testing.T) {
			onLedger(t, allOnLedger, func(t *testing.T, e *environment) {
				op := tt.op
				op.Ledger.Published = time.Now()
				e.run(t, op, dynamics.Done)
				ran := e.tasks(t)
				e.run(t, op, dynamics.Exists)
				results := e.client.RunAll(t.Context(), []operation.Operation{op, createContact(newID)})
				if r := results[0]; r.Err != nil || r.Result.Outcome != dynamics.Exists {
					t.Errorf("RunAll: %+v, want exists", r)
				}
				if got := e.tasks(t); got != ran || ran != strings.Count(describeActions(op), "action") {
					t.Errorf("the actions ran %d times, and %d times in the first run", got, ran)
				}
				if got := e.ledgerRows(t); got != tt.rows {
					t.Errorf("%d rows of the ledger, want %d", got, tt.rows)
				}
			})
		})
	}
}

func describeActions(op operation.Operation) string {
	text := string(op.Kind) + " "
	for _, p := range op.Operations {
		text += string(p.Kind) + " "
	}
	return text
}

func asAdmin(op operation.Operation) operation.Operation {
	op.Impersonate.SystemUserID = emulator.ApplicationUserID
	return op
}

func mayRepeat(op operation.Operation) operation.Operation {
	op.Repeatable = true
	return op
}

func ordered(op operation.Operation) operation.Operation {
	op.Ordered = true
	return op
}

// TestOnceAndNoResponse: without a response an action with once is sent again, and runs once.
func TestOnceAndNoResponse(t *testing.T) {
	for name, fault := range noAnswers {
		for _, after := range []bool{false, true} {
			for _, isOrdered := range []bool{false, true} {
				onLedger(t, allOnLedger, func(t *testing.T, e *environment) {
					op := syncOnce()
					op.Ordered = isOrdered
					e.run(t, onTime(batchOf(proofless(), renameContact("x"))), dynamics.Done) // reads the definitions
					fault.After, fault.Service, fault.Method = after, emulator.Dataverse, http.MethodPost
					e.Fail(1, fault)
					for range 3 {
						r, err := e.runOpFor(t, op, time.Minute)
						if err == nil {
							if got := e.tasks(t); got != 1 || r.Outcome != dynamics.Done && r.Outcome != dynamics.Exists {
								t.Errorf("%s, after %t: %s, ran %d times", name, after, r.Outcome, got)
							}
							return
						}
						checkClass(t, name, err, operation.Unavailable)
					}
					t.Errorf("%s, after %t: no success", name, after)
				})
			}
		}
	}
}

func proofless() operation.Operation {
	return operation.Operation{Kind: operation.Upsert, EntitySet: "new_orders", Row: byKey("new_ordernumber", "SO-1"), Data: []byte(`{"new_name":"x"}`)}
}

// TestOnceThatIsRefused: a refused action leaves no row of the ledger, so that it runs when
// its cause is corrected. The error is about the operation of the message.
func TestOnceThatIsRefused(t *testing.T) {
	win := operation.Operation{Kind: operation.Action, Action: "WinOpportunity", Parameters: []byte(`{"Status":3,"OpportunityClose":{"subject":"s","opportunityid@odata.bind":"/opportunities(` + noID + `)"}}`), Once: true}
	for name, tt := range map[string]struct {
		op   operation.Operation
		part string
		op2  string
	}{
		"alone":      {onTime(win), "", "action"},
		"in a batch": {onTime(batchOf(renameContact("x"), win)), "/operations/1", "batch"},
	} {
		onLedger(t, allOnLedger, func(t *testing.T, e *environment) {
			_, err := e.client.Run(t.Context(), tt.op)
			checkClass(t, name, err, operation.Rejected)
			failed := asError(t, err)
			if failed.Part != tt.part || failed.Op != tt.op2 || !strings.Contains(failed.Path, "WinOpportunity") || !dynamics.IsRowMissing(err) {
				t.Errorf("%s: %v, missing row: %t", name, err, dynamics.IsRowMissing(err))
			}
			if got := e.ledgerRows(t); got != 0 {
				t.Errorf("%s: %d rows of the ledger, want none", name, got)
			}
		})
	}
}

// TestOnceInAGuardedBatch: the sequence of a batch guards the same operation beside the row of
// the ledger. The row of the ledger proves a second delivery, which runs nothing.
func TestOnceInAGuardedBatch(t *testing.T) {
	onLedger(t, allOnLedger, func(t *testing.T, e *environment) {
		op := onTime(batchOf(renameContact("x"), proofless(), syncOnce()))
		op.Sequence = &operation.Sequence{Column: "new_sourceversion", Value: []byte("5"), Part: 1}
		e.run(t, op, dynamics.Done)
		if order := e.row(t, "new_orders", "new_ordernumber", "SO-1"); order == nil || fmt.Sprint(order["new_sourceversion"]) != "5" {
			t.Errorf("order %v, want the version 5", order)
		}
		e.run(t, op, dynamics.Exists)
		if e.tasks(t) != 1 || e.ledgerRows(t) != 1 {
			t.Errorf("%d runs and %d rows of the ledger, want one of each", e.tasks(t), e.ledgerRows(t))
		}
	})
}

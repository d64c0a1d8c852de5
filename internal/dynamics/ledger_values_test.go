package dynamics_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
)

const onceAction = `{"operation":"action","action":"new_RecordSyncRun","parameters":{"Source":"shop"},"once":true}`

// delivered decodes a batch as the function does.
func delivered(t *testing.T, operations ...string) operation.Operation {
	t.Helper()
	op, err := message.Envelope{
		TopicARN: "arn:aws:sns:eu-west-1:111122223333:dynamics", MessageID: "m", Published: time.Now(),
		Message: `{"operation":"batch","operations":[` + strings.Join(operations, ",") + `]}`,
	}.Operation()
	if err != nil {
		t.Fatal(err)
	}
	return op
}

// TestOnceBesideALogicalName: a create whose table has its logical name is no proof if the batch
// deletes its row by an alternate key. So the row of the ledger protects the action.
func TestOnceBesideALogicalName(t *testing.T) {
	onLedger(t, allOnLedger, func(t *testing.T, e *environment) {
		op := delivered(t, `{"operation":"create","table":"new_order","values":{"new_ordernumber":"SO-77","new_name":"x"}}`,
			onceAction, `{"operation":"delete","entitySet":"new_orders","key":{"new_ordernumber":"SO-77"}}`)
		e.run(t, op, dynamics.Done)
		e.run(t, op, dynamics.Exists)
		for _, r := range e.client.RunAll(t.Context(), []operation.Operation{op, createContact(newID)})[:1] {
			if r.Err != nil || r.Result.Outcome != dynamics.Exists {
				t.Errorf("RunAll: %+v, want exists", r)
			}
		}
		if e.tasks(t) != 1 || e.ledgerRows(t) != 1 {
			t.Errorf("%d runs and %d rows of the ledger, want one of each", e.tasks(t), e.ledgerRows(t))
		}
	})
}

// TestValuesBesideTheLedger: the entity sets of a result, and the pointers of an error, count the
// operations of the message, without the row of the ledger.
func TestValuesBesideTheLedger(t *testing.T) {
	upsert := `{"operation":"upsert","table":"new_order","key":{"new_ordernumber":"SO-77"},"values":{"new_name":"x"}}`
	onLedger(t, allOnLedger, func(t *testing.T, e *environment) {
		op := delivered(t, upsert, onceAction)
		for _, run := range []func() dynamics.BulkResult{
			func() dynamics.BulkResult {
				r, err := e.client.Run(t.Context(), op)
				return dynamics.BulkResult{Result: r, Err: err}
			},
			func() dynamics.BulkResult {
				return e.client.RunAll(t.Context(), []operation.Operation{op, createContact(newID)})[0]
			},
		} {
			r := run()
			if r.Err != nil || r.Result.EntitySets == nil {
				t.Fatalf("%+v, want entity sets", r)
			}
			if diff := cmp.Diff([]string{"new_orders", ""}, *r.Result.EntitySets); diff != "" {
				t.Errorf("entity sets (-want +got):\n%s", diff)
			}
		}
		_, err := e.client.Run(t.Context(), delivered(t, strings.Replace(upsert, `"new_name"`, `"new_nam"`, 1), onceAction))
		if err == nil || !strings.Contains(err.Error(), " /operations/0/values/new_nam: ") {
			t.Errorf("%v, want the first operation of the message", err)
		}
		_, err = e.client.Run(t.Context(), delivered(t, strings.Replace(upsert, `"new_order"`, `"new_ord"`, 1), onceAction))
		if err == nil || !strings.Contains(err.Error(), " /operations/0/table: ") {
			t.Errorf("%v, want the first operation of the message", err)
		}
	})
}

package dynamics_test

import (
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// TestCreateOfARowThatTheBatchRemoves: Dataverse refuses the create because another row has one
// of its keys. The row of the create is there before the batch, and an earlier operation removes
// it or takes its key. The create is not done, so the batch is not.
func TestCreateOfARowThatTheBatchRemoves(t *testing.T) {
	const (
		inTheWay = `{"new_name":"taken","new_AccountId@odata.bind":"/accounts(` + emulator.AccountID + `)"}`
		first    = "0a0a0a0a-0000-4000-8000-000000000001"
		other    = "0a0a0a0a-0000-4000-8000-000000000002"
	)
	made := onOrder(operation.Create, byID(first), `{"new_ordernumber":"A-1","new_name":"x"}`)
	remade := onOrder(operation.Create, byID(first), inTheWay)
	byNumber := onOrder(operation.Create, byKey("new_ordernumber", "A-1"), inTheWay)
	for name, batch := range map[string][]operation.Operation{
		"by its id":              {onOrder(operation.Delete, byID(first), ""), remade},
		"by its key":             {onOrder(operation.Delete, byKey("new_ordernumber", "A-1"), ""), byNumber},
		"by the key, then by id": {onOrder(operation.Delete, byKey("new_ordernumber", "A-1"), ""), remade},
		"by the id, then by key": {onOrder(operation.Delete, byID(first), ""), byNumber},
		"its key changes":        {onOrder(operation.Update, byID(first), `{"new_ordernumber":"A-2"}`), byNumber},
		"its key changes by upsert, and a change between": {
			onOrder(operation.Upsert, byID(first), `{"new_ordernumber":"A-2"}`), renameContact("x"), byNumber,
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.run(t, published(made), dynamics.Done)
				e.run(t, published(onOrder(operation.Create, byID(other), inTheWay)), dynamics.Done)
				e.learn(t)
				before := e.snapshot(t)
				r, err := e.client.Run(t.Context(), published(batchOf(batch...)))
				if err == nil {
					t.Fatalf("outcome %s, and the row of the create is not made", r.Outcome)
				}
				checkClass(t, name, err, operation.Rejected)
				if code := dynamics.CodeOf(err); code != "0x80060892" || !strings.Contains(err.Error(), "another row has the same alternate key") {
					t.Errorf("%v, want the other row named as the reason", err)
				}
				if e.snapshot(t) != before {
					t.Error("a part of the batch was carried out")
				}
			})
		})
	}
}

// TestSecondDeliveryOfABatchThatRemovesARow: the first delivery has removed a row and made it
// again. The second delivery finds the row, and nothing left to do.
func TestSecondDeliveryOfABatchThatRemovesARow(t *testing.T) {
	const id = "0a0a0a0a-0000-4000-8000-000000000001"
	made := onOrder(operation.Create, byID(id), `{"new_ordernumber":"A-1","new_name":"x"}`)
	for name, batch := range map[string][]operation.Operation{
		"another row": {deleteLead(), made},
		"by its key":  {onOrder(operation.Delete, byKey("new_ordernumber", "A-0"), ""), made},
	} {
		bubble(t, func(t *testing.T, e *environment) {
			e.run(t, published(onOrder(operation.Create, byKey("new_ordernumber", "A-0"), `{"new_name":"old"}`)), dynamics.Done)
			op := published(batchOf(batch...))
			e.run(t, op, dynamics.Done)
			r, err := e.client.Run(t.Context(), op)
			if err != nil || r.Outcome != dynamics.Exists {
				t.Errorf("%s: %s, %v, want exists", name, r.Outcome, err)
			}
		})
	}
}

// TestCreateOfARowThatTheBatchMakes: the error says that the batch makes the row twice.
func TestCreateOfARowThatTheBatchMakes(t *testing.T) {
	const id = "0a0a0a0a-0000-4000-8000-000000000001"
	made := onOrder(operation.Create, byID(id), `{"new_name":"x"}`)
	for name, batch := range map[string][]operation.Operation{
		"created":  {made, made},
		"upserted": {onOrder(operation.Upsert, byID(id), `{"new_name":"y"}`), made},
	} {
		bubble(t, func(t *testing.T, e *environment) {
			before := e.snapshot(t)
			_, err := e.client.Run(t.Context(), published(batchOf(batch...)))
			checkClass(t, name, err, operation.Rejected)
			if err == nil || !strings.Contains(err.Error(), "/operations/1: ") || !strings.Contains(err.Error(), "an earlier operation of the batch makes it") || e.snapshot(t) != before {
				t.Errorf("%s: %v, want the first of the two operations as the reason, and nothing done", name, err)
			}
		})
	}
}

// TestDeleteOfARowThatTheBatchRemoved: the row of the second delete is gone, and the user of
// impersonate exists, because Dataverse carried out the first delete for the user.
func TestDeleteOfARowThatTheBatchRemoved(t *testing.T) {
	for _, as := range []operation.Impersonation{{}, {SystemUserID: emulator.AnaID}} {
		bubble(t, func(t *testing.T, e *environment) {
			const administrator = "5a1de000-0000-4000-8000-000000000001" // the role
			send(t, e.administrator(t), http.MethodPost, "systemusers("+emulator.AnaID+")/systemuserroles_association/$ref", `{"@odata.id":"`+origin+`/api/data/v9.2/roles(`+administrator+`)"}`)
			op := batchOf(deleteLead(), deleteLead())
			op.Impersonate = as
			e.run(t, published(op), dynamics.Done)
			if row := e.row(t, "leads", "leadid", emulator.LeadID); row != nil {
				t.Errorf("as %v: the row is there: %v", as, row)
			}
		})
	}
}

package dynamics_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// A missing row is not confused with the row that the batch deletes later. The batch was
// never carried out, and is refused as a whole.
func TestBatchWhoseOtherRowIsMissing(t *testing.T) {
	bind := renameContact("x")
	bind.Data = json.RawMessage(`{"parentcustomerid_account@odata.bind":"/accounts(` + noID + `)"}`)
	deleteContact := operation.Operation{Kind: operation.Delete, EntitySet: "contacts", Row: byID(emulator.ContactID)}
	for name, batch := range map[string][]operation.Operation{
		"of an association": {renameContact("x"), joinLead(noID), deleteLead()},
		"of a lookup":       {bind, deleteContact},
	} {
		for _, as := range []operation.Impersonation{{}, {SystemUserID: emulator.AnaID}} {
			t.Run(name, func(t *testing.T) {
				bubble(t, func(t *testing.T, e *environment) {
					before := e.snapshot(t)
					op := batchOf(batch...)
					op.Impersonate = as
					r, err := e.client.Run(t.Context(), op)
					if err == nil {
						t.Errorf("outcome %s, want a rejection", r.Outcome)
					}
					checkClass(t, name, err, operation.Rejected)
					if e.snapshot(t) != before {
						t.Error("rows changed")
					}
				})
			})
		}
	}
}

// Either of two rows to delete may be the row that is gone.
func TestBatchWithTheSecondRowGone(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, newAccount(), dynamics.Done)
		e.run(t, deleteLead(), dynamics.Done)
		deleteAccount := operation.Operation{Kind: operation.Delete, EntitySet: "accounts", Row: byID(accountID)}
		e.run(t, batchOf(joinLead(accountID), deleteAccount, deleteLead()), dynamics.Done)
		if e.row(t, "accounts", "accountid", accountID) != nil {
			t.Error("the account is there")
		}
	})
}

// Each of several reads in one request may ask for a wait of its own.
func TestBatchHeedsTheRetryAfterOfARead(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, deleteLead(), dynamics.Done)
		w := e.watch(t)
		fault := throttled("17")
		fault.Inner, fault.Method = true, http.MethodGet
		e.Fail(1, fault)
		start := time.Now()
		gone := operation.Operation{Kind: operation.Delete, EntitySet: "contacts", Row: byID(noID)}
		if r := e.run(t, batchOf(deleteLead(), gone, gone, renameContact("x")), dynamics.Done); r.Tries != 2 {
			t.Errorf("%d attempts, want 2", r.Tries)
		}
		if at := w.times(start); len(at) < 3 || at[1] != 0 || at[2] != 17*time.Second {
			t.Errorf("sent at %v, want the third after 17 s", at)
		}
	})
}

// If a $batch ended with the refusal of a part, only that part may have the Retry-After.
func TestBatchHeedsTheRetryAfterOfTheLastPart(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		w := e.watch(t)
		part := "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nHTTP/1.1 429 Too Many Requests\r\n" +
			"Content-Type: application/json\r\nRetry-After: 17\r\nReq_id: 4711\r\n\r\n" + errorBody("0x80072322") + "\r\n--b--\r\n"
		e.refuse(1, http.StatusTooManyRequests, http.Header{"Content-Type": {"multipart/mixed; boundary=b"}}, part)
		start := time.Now()
		e.run(t, batchOf(renameContact("x"), syncRun()), dynamics.Done)
		if at := w.times(start); len(at) != 2 || at[1] != 17*time.Second {
			t.Errorf("sent at %v, want 0 and 17 s", at)
		}
	})
}

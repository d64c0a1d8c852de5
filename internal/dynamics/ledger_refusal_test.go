package dynamics_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

func asError(t *testing.T, err error) *dynamics.Error {
	t.Helper()
	e, ok := errors.AsType[*dynamics.Error](err)
	if !ok {
		t.Fatalf("error %v, want a *dynamics.Error", err)
	}
	return e
}

// TestLedgerIsMissing: without the table or a privilege, the set-up is wrong and the message
// is not. The error names the missing table or privilege. The message runs after the
// correction.
func TestLedgerIsMissing(t *testing.T) {
	for name, tt := range map[string]struct {
		privileges []string
		op         operation.Operation
		again      bool // the second delivery fails
		names      string
	}{
		"no create":              {[]string{"Read"}, syncOnce(), false, "the application user needs the privilege to create rows of the ledger table snsdyn_ledgers"},
		"no create, in a batch":  {[]string{"Read"}, onTime(batchOf(renameContact("x"), syncOnce())), false, "to create rows of the ledger table snsdyn_ledgers"},
		"no create, for a user":  {allOnLedger, forAna(syncOnce()), false, "the user of /impersonate both need the privilege to create rows of the ledger table snsdyn_ledgers"},
		"no read":                {[]string{"Create"}, syncOnce(), true, "the application user needs the privilege to read the ledger table snsdyn_ledgers"},
		"no read, for the batch": {[]string{"Create"}, onTime(batchOf(renameContact("x"), syncOnce())), true, "to read the ledger table snsdyn_ledgers"},
	} {
		t.Run(name, func(t *testing.T) {
			onLedger(t, tt.privileges, func(t *testing.T, e *environment) {
				op := tt.op
				op.Ledger.Published = time.Now()
				if tt.again {
					e.run(t, op, dynamics.Done)
				}
				_, err := e.client.Run(once(t), op)
				checkClass(t, name, err, operation.Misconfigured)
				if got := dynamics.CodeOf(err); got != "ledger" || !strings.Contains(err.Error(), tt.names) || strings.Contains(err.Error(), "/operations/") {
					t.Errorf("error %v, code %s; want it to name %q", err, got, tt.names)
				}
				admin := e.administrator(t)
				e.grant(t, admin, emulator.SyncRoleID, allOnLedger)
				if op.Impersonate.SystemUserID != "" {
					return
				}
				want := dynamics.Done
				if tt.again {
					want = dynamics.Exists
				}
				e.run(t, op, want)
				if got := e.tasks(t); got != 1 {
					t.Errorf("the action ran %d times, want once", got)
				}
			})
		})
	}
	bubble(t, func(t *testing.T, e *environment) {
		_, err := e.client.Run(once(t), syncOnce())
		checkClass(t, "no table", err, operation.Misconfigured)
		if got := dynamics.CodeOf(err); got != "ledger" || !strings.Contains(err.Error(), "the ledger table snsdyn_ledgers does not exist") {
			t.Errorf("no table: %v, code %s", err, got)
		}
		if got := e.tasks(t); got != 0 {
			t.Errorf("no table: the action ran")
		}
	})
}

func forAna(op operation.Operation) operation.Operation {
	op.Impersonate.SystemUserID = emulator.AnaID
	return op
}

// TestOldMessageWithOnce: the ledger forgets its rows after 30 days, so an older message is
// refused before anything is sent.
func TestOldMessageWithOnce(t *testing.T) {
	for _, tt := range []struct {
		age  time.Duration
		code string
	}{{29 * 24 * time.Hour, ""}, {29*24*time.Hour + time.Second, "expired"}, {365 * 24 * time.Hour, "expired"}} {
		onLedger(t, allOnLedger, func(t *testing.T, e *environment) {
			op := syncOnce()
			op.Ledger.Published = time.Now().Add(-tt.age)
			_, err := e.client.Run(t.Context(), op)
			if dynamics.CodeOf(err) != tt.code {
				t.Errorf("%v old: %v, want code %q", tt.age, err, tt.code)
			}
			if tt.code != "" {
				checkClass(t, tt.code, err, operation.Rejected)
				if got := len(e.sent(emulator.Dataverse)); got != 0 {
					t.Errorf("%v old: %d requests", tt.age, got)
				}
			}
		})
	}
}

// TestActionOutsideOfTransactions: an action that takes part in no transaction cannot have
// once. It is rejected, and the error says so.
func TestActionOutsideOfTransactions(t *testing.T) {
	onLedger(t, allOnLedger, func(t *testing.T, e *environment) {
		e.run(t, onTime(batchOf(proofless(), renameContact("x"))), dynamics.Done)
		e.Fail(1, emulator.Fault{Commit: true, Status: http.StatusBadRequest, Body: errorBody("0x8005e007")})
		_, err := e.client.Run(t.Context(), syncOnce())
		checkClass(t, "no transaction", err, operation.Rejected)
		if dynamics.CodeOf(err) != "0x8005e007" || !strings.Contains(err.Error(), "an action that takes part in no transaction cannot have once") {
			t.Errorf("error %v", err)
		}
		if e.tasks(t) != 0 || e.ledgerRows(t) != 0 {
			t.Errorf("%d runs and %d rows of the ledger, want none", e.tasks(t), e.ledgerRows(t))
		}
	})
}

// TestBatchThatIsTooLargeForTheLedger: the row of the ledger is one operation of the change
// set.
func TestBatchThatIsTooLargeForTheLedger(t *testing.T) {
	onLedger(t, allOnLedger, func(t *testing.T, e *environment) {
		ops := []operation.Operation{syncOnce()}
		for len(ops) < 1000 {
			ops = append(ops, renameContact("x"))
		}
		_, err := e.client.Run(t.Context(), onTime(batchOf(ops...)))
		checkClass(t, "1000 operations", err, operation.Rejected)
		e.run(t, onTime(batchOf(ops[:999]...)), dynamics.Done)
	})
}

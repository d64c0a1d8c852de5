package dynamics_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

func TestCreateTwiceMakesOneRow(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		e.ForgetRequests()
		r := e.run(t, createContact(newID), dynamics.Exists)
		if r.Status != http.StatusPreconditionFailed {
			t.Errorf("status = %d, want 412", r.Status)
		}
		if got := e.sent(emulator.Dataverse); len(got) != 3 || got[1].Method != http.MethodGet || !strings.HasSuffix(got[2].Target, "/WhoAmI()") {
			t.Errorf("%d requests, want the create, a read of the row and one of who made it", len(got))
		}
		e.run(t, createContact(newID), dynamics.Exists)
		if n := len(e.sent(emulator.Dataverse)); n != 5 {
			t.Errorf("%d requests, want who made it asked for once", n)
		}
	})
}

func TestCreateByKeyTwiceMakesOneRow(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		op := createContact("")
		op.Row = byKey("emailaddress1", "liam.o'brien@example.com")
		e.run(t, op, dynamics.Done)
		e.run(t, op, dynamics.Exists)
	})
}

// The user acted for may create contacts and not read them. The read that confirms a 412
// must not act for this user.
func TestConfirmingReadIsNotImpersonated(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		op := createContact(newID)
		op.Impersonate.SystemUserID = emulator.AnaID
		e.run(t, op, dynamics.Done)
		e.run(t, op, dynamics.Exists)
		all := e.sent(emulator.Dataverse)
		read := all[len(all)-1]
		if read.Method != http.MethodGet || read.Header.Get("MSCRMCallerID") != "" {
			t.Errorf("%s with MSCRMCallerID %q, want a GET without", read.Method, read.Header.Get("MSCRMCallerID"))
		}
	})
}

func TestCreateThatAnotherRowBlocks(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		op := createContact(newID)
		op.Data = json.RawMessage(`{"lastname":"Brown","emailaddress1":"` + emulator.ContactEmail + `"}`)
		_, err := e.client.Run(t.Context(), op)
		got := wantError(t, err)
		if got.Status != http.StatusPreconditionFailed || got.Code != "0x80060892" || !strings.Contains(err.Error(), "another row") {
			t.Errorf("Run = %v, want 412 0x80060892 that tells of another row", err)
		}
		if strings.Contains(err.Error(), emulator.ContactEmail) {
			t.Errorf("the error holds row data: %v", err)
		}
	})
}

// The same refusal comes with other statuses. The row decides, and not the status.
func TestCreateRefusedAsDuplicateWithAnotherStatus(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		for _, code := range []string{"0x80040333", "0x80040237", "-2147220937"} {
			e.refuse(1, http.StatusInternalServerError, nil, `{"error":{"code":"`+code+`","message":"x"}}`)
			e.run(t, createContact(newID), dynamics.Exists)
		}
	})
}

// A 412 that cannot be confirmed is not a success.
func TestCreateThatCannotBeConfirmed(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		e.Fail(5, emulator.Fault{Method: http.MethodGet, Status: http.StatusServiceUnavailable})
		_, err := e.client.Run(t.Context(), createContact(newID))
		if got := wantError(t, err); got.Status != http.StatusServiceUnavailable {
			t.Errorf("Run = %v, want the 503 of the read", err)
		}
	})
}

func TestUpdateNeverCreates(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		op := createContact(noID)
		op.Kind = operation.Update
		_, err := e.client.Run(t.Context(), op)
		if got := wantError(t, err); got.Status != http.StatusNotFound || got.Code != "0x80040217" {
			t.Errorf("Run = %v, want 404 0x80040217", err)
		}
		if row := e.row(t, "contacts", "contactid", noID); row != nil {
			t.Errorf("the row was made: %v", row)
		}
	})
}

func TestNumbersPassDigitForDigit(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, operation.Operation{
			Kind: operation.Upsert, EntitySet: "new_orders", Row: byKey("new_ordernumber", "SO-1"),
			Data: json.RawMessage(`{"new_name":"x","new_sourceversion":9007199254740993}`),
		}, dynamics.Done)
		rows, err := e.Rows("new_orders")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(rows[len(rows)-1]), `"new_sourceversion":9007199254740993`) {
			t.Errorf("row = %s, want new_sourceversion 9007199254740993", rows[len(rows)-1])
		}
	})
}

func TestDelete(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		op := operation.Operation{Kind: operation.Delete, EntitySet: "contacts", Row: byID(emulator.ContactID)}
		e.run(t, op, dynamics.Done)
		e.run(t, op, dynamics.Absent)
		op.Row = byKey("emailaddress1", "nobody@example.com")
		e.run(t, op, dynamics.Absent)
	})
}

// A misspelt table is an error to report, and no missing row.
func TestDeleteOfAnUnknownTable(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		_, err := e.client.Run(t.Context(), operation.Operation{Kind: operation.Delete, EntitySet: "contact", Row: byID(noID)})
		if got := wantError(t, err); got.Status != http.StatusNotFound {
			t.Errorf("Run = %v, want a 404", err)
		}
	})
}

func TestOldETag(t *testing.T) {
	for _, kind := range []operation.Kind{operation.Update, operation.Delete} {
		bubble(t, func(t *testing.T, e *environment) {
			op := operation.Operation{Kind: kind, EntitySet: "contacts", Row: byID(emulator.ContactID), IfMatch: `W/"1"`}
			if kind == operation.Update {
				op.Data = json.RawMessage(`{"jobtitle":"x"}`)
			}
			_, err := e.client.Run(t.Context(), op)
			if got := wantError(t, err); got.Status != http.StatusPreconditionFailed || got.Code != "0x80060882" {
				t.Errorf("%s: %v, want 412 0x80060882", kind, err)
			}
		})
	}
}

func TestAssociateAndDisassociateRepeat(t *testing.T) {
	for _, navigation := range []struct {
		property, set, id string
		again             dynamics.Outcome
	}{
		{"accountleads_association", "leads", emulator.LeadID, dynamics.Exists},      // N:N
		{"contact_customer_accounts", "contacts", emulator.ContactID, dynamics.Done}, // 1:N: the lookup is set again
	} {
		t.Run(navigation.property, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				op := operation.Operation{
					EntitySet: "accounts", Row: byID(emulator.AccountID), NavigationProperty: navigation.property,
					Related: operation.Reference{EntitySet: navigation.set, Row: byID(navigation.id)},
				}
				op.Kind = operation.Associate
				e.run(t, op, dynamics.Done)
				e.run(t, op, navigation.again)
				op.Kind = operation.Disassociate
				e.run(t, op, dynamics.Done)
				e.run(t, op, dynamics.Absent)
			})
		})
	}
}

func TestActions(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		for _, op := range []operation.Operation{
			{Action: "WinOpportunity", Parameters: json.RawMessage(`{"Status":3,"OpportunityClose":{"subject":"won","opportunityid@odata.bind":"/opportunities(` + emulator.OpportunityID + `)"}}`)},
			{Action: "new_AssignTerritory", EntitySet: "leads", Parameters: json.RawMessage(`{"TerritoryName":"North"}`)},
			{Action: "new_AddNoteToContact", EntitySet: "contacts", Row: byID(emulator.ContactID), Parameters: json.RawMessage(`{"NoteTitle":"a","NoteText":"b"}`)},
		} {
			op.Kind = operation.Action
			e.run(t, op, dynamics.Done)
		}
	})
}

// wantError is the *dynamics.Error that err must be.
func wantError(t *testing.T, err error) *dynamics.Error {
	t.Helper()
	e, ok := errors.AsType[*dynamics.Error](err)
	if !ok {
		t.Fatalf("error = %v, want a *dynamics.Error", err)
	}
	return e
}

// Two upserts of a new row race: the refused upsert finds a row to update.
func TestUpsertThatLostTheRace(t *testing.T) {
	for _, code := range []string{"0x80060892", "0x80040237"} {
		bubble(t, func(t *testing.T, e *environment) {
			e.refuse(1, http.StatusPreconditionFailed, nil, `{"error":{"code":"`+code+`","message":"x"}}`)
			op := createContact("")
			op.Kind, op.Row = operation.Upsert, byKey("emailaddress1", "liam@example.com")
			e.run(t, op, dynamics.Done)
			e.refuse(2, http.StatusPreconditionFailed, nil, `{"error":{"code":"`+code+`","message":"x"}}`)
			if _, err := e.client.Run(t.Context(), op); dynamics.ClassOf(err) != operation.Rejected {
				t.Errorf("refused twice with %s: %v, want rejected", code, err)
			}
		})
	}
}

// A 2xx from another server than Dataverse, such as a page of a proxy, is no row.
func TestCreateConfirmedByAPage(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		e.Fail(5, emulator.Fault{Method: http.MethodGet, Status: http.StatusOK, Body: "<html>", Header: http.Header{"Content-Type": {"text/html"}}})
		r, err := e.client.Run(t.Context(), createContact(newID))
		checkClass(t, "confirmed by a page", err, operation.Misconfigured)
		if r.Tries != 1 {
			t.Errorf("%d attempts, want 1: a gateway does not change during a call", r.Tries)
		}
		e.ClearFaults()
		e.run(t, createContact(newID), dynamics.Exists)
	})
}

// A refusal that was cut off may have the code that decides, so the client tries again.
func TestRefusalThatBrokeOff(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, emulator.Fault{Truncate: true})
		r, err := e.client.Run(t.Context(), operation.Operation{Kind: operation.Delete, EntitySet: "contacts", Row: byID(noID)})
		if err != nil || r.Outcome != dynamics.Absent || r.Tries != 2 {
			t.Errorf("Run = %+v, %v, want absent in the second attempt", r, err)
		}
	})
}

// Only Dataverse can say that a write was done.
func TestPageForAWriteIsNoSuccess(t *testing.T) {
	page := emulator.Fault{Status: http.StatusOK, Body: "<html>Sign in</html>", Header: http.Header{
		"Content-Type": {"text/html"}, "Odata-Version": {""},
	}}
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, page)
		_, err := e.client.Run(t.Context(), createContact(newID))
		checkClass(t, "a page for a create", err, operation.Misconfigured)
		e.run(t, createContact(newID), dynamics.Done)
		e.Fail(1, page)
		_, err = e.client.Run(t.Context(), syncRun())
		checkClass(t, "a page for an action", err, operation.Unknown)
	})
}

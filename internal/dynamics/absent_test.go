package dynamics_test

import (
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// TestAbsent checks the meanings of a 404 to a delete. Only Dataverse's statement that the
// row does not exist is a success. A mistake in the message must not look like a success.
func TestAbsent(t *testing.T) {
	html := http.Header{"Content-Type": {"text/html"}}
	tests := []struct {
		name   string
		header http.Header
		body   string
		absent bool
	}{
		{"no row of that id", nil, `{"error":{"code":"0x80040217","message":"contact With Id = x Does Not Exist"}}`, true},
		{"no row of that key", nil, `{"error":{"code":"0x80060891","message":"x"}}`, true},
		{"no row of a virtual table", nil, `{"error":{"code":"0x80048d02","message":"x"}}`, true},
		{"an empty code", nil, `{"error":{"code":"","message":"contact With Id = x Does Not Exist"}}`, true},
		{"a code in capitals", nil, `{"error":{"code":"0X80040217","message":"x"}}`, true},
		{"a decimal code", nil, `{"error":{"code":"-2147220969","message":"x"}}`, true},
		{"no such table", nil, `{"error":{"code":"0x8006088a","message":"Resource not found for the segment 'contact'."}}`, false},
		{"no such table, in capitals", nil, `{"error":{"code":"0x8006088A","message":"x"}}`, false},
		{"no such table, from newer servers", nil, `{"error":{"code":"0x80060888","message":"x"}}`, false},
		{"no such table, without a code", nil, `{"error":{"code":"","message":"Resource not found for the segment 'contact'."}}`, false},
		{"no such route", nil, `{"Message":"No HTTP resource was found that matches the request URI."}`, false},
		{"a page", html, "<html>Not Found</html>", false},
		{"nothing", nil, "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.refuse(1, http.StatusNotFound, tt.header, tt.body)
				r, err := e.client.Run(t.Context(), operation.Operation{
					Kind: operation.Delete, EntitySet: "contacts", Row: byID(emulator.ContactID),
				})
				if absent := err == nil && r.Outcome == dynamics.Absent; absent != tt.absent {
					t.Errorf("Run = %v, %v, want absent: %v", r.Outcome, err, tt.absent)
				}
			})
		})
	}
}

// Microsoft documents that Dataverse does not find some keys. A 404 for such a key says
// nothing.
func TestRefusedKeyIsNotAbsent(t *testing.T) {
	for _, kind := range []operation.Kind{operation.Delete, operation.Disassociate} {
		bubble(t, func(t *testing.T, e *environment) {
			e.refuse(1, http.StatusNotFound, nil, `{"error":{"code":"0x80060891","message":"x"}}`)
			_, err := e.client.Run(t.Context(), operation.Operation{
				Kind: kind, EntitySet: "contacts", Row: byID(emulator.ContactID), NavigationProperty: "contactleads_association",
				Related: operation.Reference{EntitySet: "leads", Row: byKey("emailaddress1", "liam+news@example.com")},
			})
			if err == nil || !strings.Contains(err.Error(), "emailaddress1") {
				t.Errorf("%s = %v, want an error that names the key column", kind, err)
			}
		})
	}
}

// The user to act for is missing, and not the row.
func TestUnknownUserIsNotAbsent(t *testing.T) {
	for name, as := range map[string]operation.Impersonation{
		"systemUserId": {SystemUserID: noID}, "objectId": {ObjectID: noID},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				op := operation.Operation{
					Kind: operation.Delete, EntitySet: "contacts", Row: byID(emulator.ContactID), Impersonate: as,
				}
				_, err := e.client.Run(t.Context(), op)
				if got := wantError(t, err); got.Status != http.StatusNotFound || !strings.Contains(got.Hint, "/impersonate") {
					t.Errorf("delete = %v, want a 404 that hints at the user", err)
				}
				op.Kind, op.NavigationProperty = operation.Disassociate, "contactleads_association"
				op.Related = operation.Reference{EntitySet: "leads", Row: byID(emulator.LeadID)}
				if r, err := e.client.Run(t.Context(), op); err == nil {
					t.Errorf("disassociate: outcome %s, want an error", r.Outcome)
				}
				op = operation.Operation{Kind: operation.Delete, EntitySet: "contacts", Row: byID(noID), Impersonate: as}
				e.run(t, op, dynamics.Absent)
			})
		})
	}
}

// A 404 of the token endpoint says nothing about rows.
func TestTokenEndpointNotFound(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, emulator.Fault{Service: emulator.Entra, Status: http.StatusNotFound, Body: `{"error":{"code":"0x80040217","message":"x"}}`})
		_, err := e.client.Run(t.Context(), operation.Operation{Kind: operation.Delete, EntitySet: "contacts", Row: byID(emulator.ContactID)})
		if got := wantError(t, err); got.Op != "get token" {
			t.Errorf("Run = %v, want the error of the token endpoint", err)
		}
	})
}

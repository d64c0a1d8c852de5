package dynamics_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// TestRequests compares the bytes of the request of each operation. The response of the
// emulator does not matter here.
func TestRequests(t *testing.T) {
	const id = "2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70"
	contact := operation.Reference{EntitySet: "contacts", Row: byKey("emailaddress1", "o'brien@example.com")}
	data := json.RawMessage(`{"revenue":12345678901234567890.10}`)
	tests := []struct {
		name   string
		op     operation.Operation
		method string
		target string // below the service root; {root} stands for it
		body   string
		header map[string]string
	}{
		{
			"create", operation.Operation{Kind: operation.Create, EntitySet: "accounts", Row: byID(id), Data: data},
			"PATCH", "accounts(" + id + ")", string(data), map[string]string{"If-None-Match": "*"},
		},
		{
			"create by key", operation.Operation{Kind: operation.Create, EntitySet: "accounts", Row: byKey("accountnumber", "A 1"), Data: data},
			"PATCH", "accounts(accountnumber='A%201')", string(data), map[string]string{"If-None-Match": "*"},
		},
		{
			"update", operation.Operation{Kind: operation.Update, EntitySet: "accounts", Row: byID(id), Data: data},
			"PATCH", "accounts(" + id + ")", string(data), map[string]string{"If-Match": "*"},
		},
		{
			"update under an ETag", operation.Operation{Kind: operation.Update, EntitySet: "accounts", Row: byID(id), Data: data, IfMatch: `W/"5"`},
			"PATCH", "accounts(" + id + ")", string(data), map[string]string{"If-Match": `W/"5"`},
		},
		{
			"upsert", operation.Operation{Kind: operation.Upsert, EntitySet: "sample_things", Data: data, Row: operation.Row{Key: []operation.KeyColumn{
				{Column: "sample_key1", Value: "1"}, {Column: "sample_key2", Value: "-2.5E+3"}, {Column: "sample_on", Value: "true"},
			}}},
			"PATCH", "sample_things(sample_key1=1,sample_key2=-2.5E%2B3,sample_on=true)", string(data), nil,
		},
		{
			"delete", operation.Operation{Kind: operation.Delete, EntitySet: "accounts", Row: byID(id)},
			"DELETE", "accounts(" + id + ")", "", nil,
		},
		{
			"delete under an ETag", operation.Operation{Kind: operation.Delete, EntitySet: "accounts", Row: byID(id), IfMatch: `W/"5"`},
			"DELETE", "accounts(" + id + ")", "", map[string]string{"If-Match": `W/"5"`},
		},
		{
			"a row by a lookup", operation.Operation{Kind: operation.Delete, EntitySet: "accounts", Row: byKey("_primarycontactid_value", id)},
			"DELETE", "accounts(_primarycontactid_value=" + id + ")", "", nil,
		},
		{
			"associate", operation.Operation{
				Kind: operation.Associate, EntitySet: "accounts", Row: byID(id),
				NavigationProperty: "contact_customer_accounts", Related: contact,
			},
			"POST", "accounts(" + id + ")/contact_customer_accounts/$ref",
			`{"@odata.id":"{root}contacts(emailaddress1='o%27%27brien%40example.com')"}`, nil,
		},
		{
			"disassociate", operation.Operation{
				Kind: operation.Disassociate, EntitySet: "accounts", Row: byID(id), Tag: "a&b",
				NavigationProperty: "contact_customer_accounts", Related: operation.Reference{EntitySet: "contacts", Row: byID(id)},
			},
			"DELETE", "accounts(" + id + ")/contact_customer_accounts/$ref?$id={escaped root}contacts%28" + id + "%29&tag=a%26b", "", nil,
		},
		{
			"disassociate by a hostile key", operation.Operation{
				Kind: operation.Disassociate, EntitySet: "accounts", Row: byID(id), NavigationProperty: "contact_customer_accounts",
				Related: operation.Reference{EntitySet: "contacts", Row: byKey("emailaddress1", "a'b&$id=#/?%")},
			},
			// Encoded once for the URL in $id, and again for the query that contains it.
			"DELETE", "accounts(" + id + ")/contact_customer_accounts/$ref?$id={escaped root}contacts%28emailaddress1%3D%27a%2527%2527b%2526%2524id%253D%2523%252F%253F%2525%27%29", "", nil,
		},
		{
			"unbound action", operation.Operation{Kind: operation.Action, Action: "WinOpportunity", Parameters: json.RawMessage(`{"Status":3}`)},
			"POST", "WinOpportunity", `{"Status":3}`, nil,
		},
		{
			"action on a table", operation.Operation{Kind: operation.Action, EntitySet: "leads", Action: "new_Assign"},
			"POST", "leads/Microsoft.Dynamics.CRM.new_Assign", "{}", nil,
		},
		{
			"action on a row", operation.Operation{Kind: operation.Action, EntitySet: "leads", Row: byID(id), Action: "Contoso.Assign"},
			"POST", "leads(" + id + ")/Contoso.Assign", "{}", nil,
		},
		{
			"options", operation.Operation{
				Kind: operation.Upsert, EntitySet: "leads", Row: byID(id), Data: data,
				Impersonate:      operation.Impersonation{SystemUserID: emulator.AnaID},
				DetectDuplicates: true, Bypass: []string{"CustomSync", "CustomAsync"}, Tag: "été+1 #?",
			},
			"PATCH", "leads(" + id + ")?tag=%C3%A9t%C3%A9%2B1%20%23%3F", string(data), map[string]string{
				"MSCRMCallerID": emulator.AnaID, "MSCRM.SuppressDuplicateDetection": "false",
				"MSCRM.BypassBusinessLogicExecution": "CustomSync,CustomAsync",
			},
		},
		{
			"a user of Entra", operation.Operation{
				Kind: operation.Delete, EntitySet: "leads", Row: byID(id),
				Impersonate: operation.Impersonation{ObjectID: emulator.AnaObjectID},
			},
			"DELETE", "leads(" + id + ")", "", map[string]string{"CallerObjectId": emulator.AnaObjectID},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				_, _ = e.client.Run(t.Context(), tt.op)
				got := e.sent(emulator.Dataverse)[0]
				root := emulator.ConnectionAt(origin).ServiceRootURL
				fill := strings.NewReplacer("{root}", root, "{escaped root}", strings.NewReplacer(":", "%3A", "/", "%2F").Replace(root)).Replace
				if want := "/api/data/v9.2/" + fill(tt.target); got.Method != tt.method || got.Target != want {
					t.Errorf("request = %s %s\nwant      %s %s", got.Method, got.Target, tt.method, want)
				}
				if want := fill(tt.body); string(got.Body) != want {
					t.Errorf("body = %s, want %s", got.Body, want)
				}
				if diff := cmp.Diff(wantHeader(tt.header), own(got.Header)); diff != "" {
					t.Errorf("header (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// wantHeader returns the header of every request, and additional headers.
func wantHeader(more map[string]string) map[string]string {
	all := map[string]string{
		"Accept":           "application/json",
		"Authorization":    "[redacted]",
		"Content-Type":     "application/json; charset=utf-8",
		"Odata-Maxversion": "4.0",
		"Odata-Version":    "4.0",
		"User-Agent":       "test/1",
	}
	for name, value := range more {
		all[http.CanonicalHeaderKey(name)] = value
	}
	return all
}

// own returns the header that the client set, without the header of net/http.
func own(h http.Header) map[string]string {
	all := map[string]string{}
	for name := range h {
		if name != "Accept-Encoding" && name != "Content-Length" {
			all[name] = h.Get(name)
		}
	}
	return all
}

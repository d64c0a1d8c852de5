package reason

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOf(t *testing.T) {
	const payload = "Error identified in Payload provided by the user for Entity :'contacts', For more information on this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293 ----> InnerException : Microsoft.Crm.CrmException: Invalid property 'emailadress1' was found in entity 'Microsoft.Dynamics.CRM.contact'. ---> Microsoft.OData.ODataException: Invalid property 'emailadress1' was found in entity 'Microsoft.Dynamics.CRM.contact'. at Microsoft.Crm.Extensibility.X.Y()"
	for _, tt := range []struct {
		text, clause string
		want         Reason
	}{
		{"", "", Reason{}},
		{
			"batch: /operations/1: PATCH contacts(emailaddress1=…): 400 0x80048d19 " + payload + "; to do: correct the column",
			"Invalid property 'emailadress1' was found in entity 'Microsoft.Dynamics.CRM.contact'",
			Reason{
				Cause: "Invalid property 'emailadress1' was found in entity 'Microsoft.Dynamics.CRM.contact'.", Place: "batch: /operations/1: PATCH contacts(emailaddress1=…)",
				Status: "400 0x80048d19", Fix: "correct the column", Whole: "batch: /operations/1: PATCH contacts(emailaddress1=…): 400 0x80048d19 " + payload,
			},
		},
		{
			"update: PATCH contacts(1): 404 0x80040217 contact With Id = 1 Does Not Exist", "contact With Id = 1 Does Not Exist",
			Reason{Cause: "contact With Id = 1 Does Not Exist", Place: "update: PATCH contacts(1)", Status: "404 0x80040217"},
		},
		{
			"update: PATCH leads(1): 412 The version differs. Read it again.", "The version differs",
			Reason{Cause: "The version differs. Read it again.", Place: "update: PATCH leads(1)", Status: "412"},
		},
		{
			"decode: /entityset: unknown field; /entitySet: missing, required for upsert", "/entityset: unknown field",
			Reason{Cause: "/entityset: unknown field; /entitySet: missing, required for upsert", Place: "decode"},
		},
		{
			"received 5 times; last: create: POST tasks: 403 0x80072560 no user", "no user",
			Reason{Cause: "no user", Place: "create: POST tasks", Status: "403 0x80072560", Whole: "received 5 times; last: create: POST tasks: 403 0x80072560 no user"},
		},
		{
			"look up user by email: GET systemusers: found 0 enabled users", "found 0 enabled users",
			Reason{Cause: "found 0 enabled users", Place: "look up user by email: GET systemusers"},
		},
		{
			"create: PATCH opportunities(1): /values/a: expected a label; POST x: no", "/values/a: expected a label",
			Reason{Cause: "/values/a: expected a label; POST x: no", Place: "create: PATCH opportunities(1)"},
		},
		{"the function panicked: no", "the function panicked: no", Reason{Cause: "the function panicked: no"}},
		{
			"sign in: 401 AADSTS7000222 The provided client secret keys are expired.", "The provided client secret keys are expired",
			Reason{Cause: "The provided client secret keys are expired.", Place: "sign in", Status: "401 AADSTS7000222"},
		},
	} {
		got := Of(tt.text)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%.60s (-want +got):\n%s", tt.text, diff)
		}
		if clause := got.Clause(); clause != tt.clause {
			t.Errorf("%.60s: clause %q, want %q", tt.text, clause, tt.clause)
		}
	}
}

// TestClause: the cause comes first, and the rest of the text comes once.
func TestClause(t *testing.T) {
	const id, other = "7e5b1c00-0000-4000-8000-000000000001", "00000000-0000-4000-8000-0000000000f1"
	for _, tt := range []struct{ cause, clause, more string }{
		{"contact With Id = " + other + " Does Not Exist", "contact With Id = 00000000… Does Not Exist", ""},
		{"The version differs. Read it again.", "The version differs", "Read it again."},
		{"the last attempt of the queue failed; the function's log has the reason", "the last attempt of the queue failed", "the function's log has the reason"},
		{"a\nb; c", "a", "b; c"},
		{"one.", "one", ""},
		{
			"Principal user (Id=" + id + ", type=8, roleCount=2, privilegeCount=9, accessMode=4), is missing prvCreateBusinessUnit privilege (Id=" + other + ") on OTC=10 for entity 'businessunit'. context.Caller=" + id,
			"missing prvCreateBusinessUnit privilege",
			"Principal user (Id=" + id + ", type=8, roleCount=2, privilegeCount=9, accessMode=4), is missing prvCreateBusinessUnit privilege (Id=" + other + ") on OTC=10 for entity 'businessunit'. context.Caller=" + id,
		},
	} {
		r := Reason{Cause: tt.cause}
		if r.Clause() != tt.clause || r.More() != tt.more {
			t.Errorf("%.60s: clause %q, more %q", tt.cause, r.Clause(), r.More())
		}
	}
	if got := (Reason{Cause: "contact With Id = " + other + " Does Not Exist"}).WithoutIDs().Clause(); got != "contact With Id = … Does Not Exist" {
		t.Errorf("without ids: %q", got)
	}
	if got := Of("given up after 10 receives: update: PATCH contacts(1): 404 0x80040217 gone; to do: redrive"); got.Clause() != "gone" || got.Place != "update: PATCH contacts(1)" || got.Whole == "" {
		t.Errorf("given up: %+v", got)
	}
}

package emulator_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestContentIDReferences(t *testing.T) {
	c := start(t, emulator.Options{})
	parts := c.batch([]string{changeSet(
		inChangeSet("1", "POST", "accounts", `{"name":"A"}`),
		inChangeSet("boss", "POST", c.conn.ServiceRootURL+"contacts", `{"lastname":"B","parentcustomerid_account@odata.bind":"$1"}`),
		inChangeSet("3", "PATCH", "$1", `{"primarycontactid@odata.bind":"$boss"}`),
		inChangeSet("4", "PUT", "$boss/firstname", `{"value":"F"}`),
		inChangeSet("5", "PATCH", "accounts(accountnumber='K-1')", `{"name":"Keyed"}`),
		inChangeSet("6", "PUT", "$1/parentaccountid/$ref", `{"@odata.id":"$5"}`),
		inChangeSet("7", "POST", "leads", `{"subject":"L","accountleads_association@odata.bind":["$1","$5"]}`),
		inChangeSet("8", "POST", "$boss/"+crm+"new_AddNoteToContact", `{"NoteTitle":"T","NoteText":"N"}`),
		inChangeSet("9", "DELETE", "$7", ""),
	)}).mustParts(t, 1)
	if got, want := statuses(parts), "[1:204 boss:204 3:204 4:204 5:204 6:204 7:204 8:200 9:204]"; got != want {
		t.Fatalf("%s, want %s\n%s", got, want, parts[0].changeSet[len(parts[0].changeSet)-1].body)
	}
	row := c.must(200, "GET", "accounts?$filter=name%20eq%20'A'&$select=name&$expand=primarycontactid($select=fullname),parentaccountid($select=name),contact_customer_accounts($select=lastname)", "").values(t)[0]
	if got := row["primarycontactid"].(map[string]any)["fullname"]; got != "F B" {
		t.Errorf("primary contact %v", got)
	}
	if got := row["parentaccountid"].(map[string]any)["name"]; got != "Keyed" {
		t.Errorf("parent account %v", got)
	}
	if got := row["contact_customer_accounts"].([]any); len(got) != 1 {
		t.Errorf("contacts %v", got)
	}
	if leads := c.must(200, "GET", "leads?$filter=subject%20eq%20'L'", "").values(t); len(leads) != 0 {
		t.Errorf("leads %v", leads)
	}
}

// A reference to a Content-ID that is not declared yet fails the whole batch. The body of
// the response is a text.
func TestUndeclaredContentIDs(t *testing.T) {
	contact := `{"lastname":"B","parentcustomerid_account@odata.bind":"$1"}`
	account := inChangeSet("1", "POST", "accounts", `{"name":"A"}`)
	for _, tt := range []struct {
		name string
		part string
	}{
		{"before the declaration", changeSet(inChangeSet("2", "POST", "contacts", contact), account)},
		{"in a URL", changeSet(inChangeSet("2", "PATCH", "$1", `{}`), account)},
		{"in @odata.id", changeSet(inChangeSet("2", "PUT", "accounts("+emulator.AccountID+")/parentaccountid/$ref", `{"@odata.id":"$1"}`), account)},
		{"to itself", changeSet(inChangeSet("1", "POST", "contacts", contact))},
		{"outside of a change set", operation("POST", "contacts", contact)},
		{"from another change set", changeSet(inChangeSet("2", "POST", "contacts", contact))},
		{"to what gave no URI", changeSet(strings.Replace(account, "HTTP/1.1\r\n", "HTTP/1.1\r\nPrefer: return=representation\r\n", 1), inChangeSet("2", "POST", "contacts", contact))},
	} {
		c := start(t, emulator.Options{})
		first := changeSet(account, inChangeSet("9", "POST", "tasks", `{"subject":"before"}`))
		r := c.batch([]string{first, tt.part, operation("POST", "tasks", `{"subject":"behind"}`)}, "Prefer", "odata.continue-on-error")
		if r.status != 400 || string(r.body) != "Content-ID Reference: '$1' does not exist in the batch context." || !strings.HasPrefix(r.header.Get("Content-Type"), "text/plain") {
			t.Errorf("%s: %d %s\n%s", tt.name, r.status, r.header.Get("Content-Type"), r.body)
		}
		accounts, _ := c.Rows("accounts")
		contacts, _ := c.Rows("contacts")
		if got := c.subjectsOf(); got != "before" || len(accounts) != 2 || len(contacts) != 1 {
			t.Errorf("%s: tasks %s, %d accounts, %d contacts", tt.name, got, len(accounts), len(contacts))
		}
	}
}

// The changes of a change set are undone completely: rows, keys, links, roles, and the
// lookups that a deletion cleared.
func TestChangeSetIsUndone(t *testing.T) {
	c := start(t, emulator.Options{Schema: administrator(t)})
	before := c.snapshot()
	account := "accounts(" + emulator.AccountID + ")"
	parts := c.batch([]string{changeSet(
		inChangeSet("1", "POST", "accounts", `{"name":"A","accountnumber":"N-1"}`),
		inChangeSet("2", "PATCH", account, `{"accountnumber":"N-2"}`),
		inChangeSet("3", "POST", "leads("+emulator.LeadID+")/accountleads_association/$ref", `{"@odata.id":"$1"}`),
		inChangeSet("4", "PATCH", "accounts(accountnumber='CT-1000')", `{"name":"took the key that became free"}`),
		inChangeSet("5", "DELETE", account, ""),
		inChangeSet("6", "POST", "systemusers("+emulator.EveID+")/systemuserroles_association/$ref", `{"@odata.id":"`+c.conn.ServiceRootURL+`roles(`+emulator.SalespersonRoleID+`)"}`),
		inChangeSet("7", "POST", "tasks", `{"subject":"by Eve"}`, "MSCRMCallerID: "+emulator.EveID),
		inChangeSet("8", "POST", "tasks", longSubject()),
	)}).mustParts(t, 1)
	if got := statuses(parts); got != "[8:400]" {
		t.Fatalf("%s: %s", got, parts[0].changeSet[0].body)
	}
	if after := c.snapshot(); after != before {
		t.Errorf("rows changed\n%s\n%s", before, after)
	}
	c.refuses([]refused{
		{"key", "", "accounts", `{"accountnumber":"CT-1000"}`, nil, 412, "0x80060892", "Account Number"},
		{"role", "", "tasks", `{}`, []string{"MSCRMCallerID", emulator.EveID}, 403, "0x80042f09", "roles"},
	})
	for _, number := range []string{"N-1", "N-2"} { // the keys are free again
		c.must(204, "POST", "accounts", `{"accountnumber":"`+number+`"}`)
	}
	contact := c.must(200, "GET", "contacts("+emulator.ContactID+")?$select=_parentcustomerid_value", "").json(t)
	if contact["_parentcustomerid_value"] != emulator.AccountID {
		t.Errorf("contact %v", contact)
	}
	c.must(204, "DELETE", account, "")
	c.must(204, "PATCH", "leads("+emulator.LeadID+")", `{"subject":"still there"}`)
}

package fence_test

import (
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/config"
)

// TestNamedTables wants every table whose rows a message writes to be named.
func TestNamedTables(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		f := fenceOf(t, map[string]string{config.AllowedTables: "accounts,contacts,tasks,leads", config.AllowedActions: "*,WinOpportunity"})
		for _, tt := range []struct{ text, want string }{
			{`{"operation":"create","entitySet":"contacts","data":{"lastname":"B [x] {y} a@b.example","parentcustomerid_account@odata.bind":"/accounts(accountnumber='1')"}}`, ""},
			{`{"operation":"create","entitySet":"contacts","data":{"ownerid@odata.bind":"/systemusers(2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70)"}}`, ""},
			{`{"operation":"create","table":"contact","values":{"lastname":"B"}}`, ""},
			{`{"operation":"create","entitySet":"accounts","data":{"name":"A","contact_customer_accounts":[{"lastname":"B","Contact_Tasks":[{"subject":"S"}]}]}}`, ""},
			{`{"operation":"create","entitySet":"accounts","data":{"name":"A","primarycontactid":{"lastname":"B"}}}`, ""},
			{`{"operation":"create","entitySet":"accounts","data":{"name":"A","contact_customer_accounts":[],"new_codes@odata.type":"#Collection(Edm.String)","new_codes":["a"]}}`, ""},
			{`{"operation":"associate","entitySet":"accounts",` + row + `,"navigationProperty":"accountleads_association","related":{"entitySet":"leads",` + row + `}}`, ""},
			{`{"operation":"action","action":"Microsoft.Dynamics.CRM.WinOpportunity"}`, ""},

			{`{"operation":"delete","entitySet":"opportunities",` + row + `}`, "/entitySet: AllowedTables does not name opportunities"},
			{`{"operation":"delete","entitySet":"Contacts",` + row + `}`, "/entitySet: AllowedTables does not name Contacts"},
			{`{"operation":"create","table":"opportunity","values":{"name":"B"}}`, "/table: AllowedTables does not name opportunities"},
			{`{"operation":"create","table":"new_nothing","values":{"name":"B"}}`, "/table: AllowedTables names no entity set of new_nothing, which the environment does not have"},
			{`{"operation":"associate","entitySet":"accounts",` + row + `,"navigationProperty":"x","related":{"entitySet":"opportunities",` + row + `}}`, "/related/entitySet: AllowedTables does not name opportunities"},
			{`{"operation":"create","entitySet":"accounts","data":{"opportunity_customer_accounts":[{"name":"B"}]}}`, "/data/opportunity_customer_accounts/0: AllowedTables does not name opportunities"},
			{`{"operation":"create","entitySet":"accounts","data":{"contact_customer_accounts":[{"lastname":"B","opportunity_customer_contacts":[{"name":"S"}]}]}}`, "/data/contact_customer_accounts/0/opportunity_customer_contacts/0: AllowedTables does not name opportunities"},
			{`{"operation":"create","entitySet":"accounts","data":{"owninguser":{"firstname":"B"}}}`, "/data/owninguser: AllowedTables does not name systemusers"},
			{`{"operation":"create","entitySet":"accounts","data":{"new_nothing":[{"firstname":"B"}]}}`, "/data/new_nothing/0: AllowedTables names no table that this member leads to: it is no navigation property of account"},
			{`{"operation":"create","entitySet":"accounts","data":{"opportunity_customer_accounts@odata.bind":["/opportunities(x)"]}}`, "/data/opportunity_customer_accounts@odata.bind/0: AllowedTables does not name opportunities"},
			{`{"operation":"create","entitySet":"accounts","data":{"x@odata.bind":["/contacts(new_code='a)/b''(')"]}}`, ""},
			{`{"operation":"create","entitySet":"accounts","data":{"x@odata.bind":["/contacts(2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70)/owninguser"]}}`, "/data/x@odata.bind/0: AllowedTables names no table of this row: expected an entity set and a key, such as /accounts(…)"},
			{`{"operation":"create","entitySet":"accounts","data":{"x@odata.bind":["opportunities"]}}`, "/data/x@odata.bind/0: AllowedTables names no table of this row: expected an entity set and a key, such as /accounts(…)"},
			{`{"operation":"create","table":"task","values":{"subject":"S","to":[{"contact":"2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70"}]}}`, "/values/to: AllowedTables does not name activityparties"},
			{`{"operation":"action","action":"LoseOpportunity"}`, "/action: AllowedActions does not name LoseOpportunity"},
			{`{"operation":"batch","operations":[{"operation":"create","entitySet":"contacts","data":{"lastname":"B"}},{"operation":"create","table":"opportunity","values":{"name":"B"}}]}`, "/operations/1/table: AllowedTables does not name opportunities"},
		} {
			e.want(t, f, tt.text, tt.want)
		}
	})
}

// TestDefinitionsAreKept wants no request for a message without related rows, one for the
// names and one for the relationships of a table, and no more for an hour.
func TestDefinitionsAreKept(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		f := fenceOf(t, map[string]string{config.AllowedTables: "accounts,contacts"})
		e.want(t, f, `{"operation":"create","entitySet":"accounts","data":{"name":"A"}}`, "")
		if n := e.reads(); n != 0 {
			t.Errorf("%d requests for a message without related rows, want 0", n)
		}
		deep := `{"operation":"create","entitySet":"accounts","data":{"contact_customer_accounts":[{"lastname":"B"}]}}`
		for range 3 {
			e.want(t, f, deep, "")
		}
		if n := e.reads(); n != 2 {
			t.Errorf("%d requests for definitions, want 2", n)
		}
		time.Sleep(59 * time.Minute)
		e.want(t, f, deep, "")
		if n := e.reads(); n != 2 {
			t.Errorf("%d requests for definitions after 59 minutes, want 2", n)
		}
		time.Sleep(2 * time.Minute)
		e.want(t, f, deep, "")
		if n := e.reads(); n != 4 {
			t.Errorf("%d requests for definitions after 61 minutes, want 4", n)
		}
	})
}

// reads counts the requests to Dataverse.
func (e *environment) reads() (n int) {
	for _, r := range e.Requests() {
		if r.Service == emulator.Dataverse {
			n++
		}
	}
	return n
}

// TestNamedAdministration wants a table and an action of administration to be allowed by
// name beside the star.
func TestNamedAdministration(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		variables := templateDefaults()
		variables[config.AllowedTables], variables[config.AllowedActions] = "*,teams", "*,AddMembersTeam"
		f := fenceOf(t, variables)
		e.want(t, f, `{"operation":"create","table":"team","values":{"name":"T"}}`, "")
		e.want(t, f, `{"operation":"create","entitySet":"contacts","data":{"owningteam":{"name":"T"}}}`, "")
		e.want(t, f, `{"operation":"action","action":"Microsoft.Dynamics.CRM.AddMembersTeam","entitySet":"teams",`+row+`}`, "")
		e.want(t, f, `{"operation":"delete","entitySet":"roles",`+row+`}`, "/entitySet: AllowedTables does not name roles")
	})
}

// TestNamedOperations wants an operation, and each operation of a batch, to be named. An
// action can write any row, so it must be named too.
func TestNamedOperations(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		variables := templateDefaults()
		variables[config.AllowedOperations] = "create,action"
		f := fenceOf(t, variables)
		e.want(t, f, `{"operation":"create","entitySet":"contacts","data":{"lastname":"B"}}`, "")
		e.want(t, f, `{"operation":"upsert","entitySet":"contacts",`+row+`,"data":{"lastname":"B"}}`, "/operation: AllowedOperations does not name upsert")
		e.want(t, f, `{"operation":"batch","operations":[{"operation":"create","entitySet":"contacts","data":{"lastname":"B"}},{"operation":"delete","entitySet":"contacts",`+row+`}]}`,
			"/operation: AllowedOperations does not name batch; /operations/1/operation: AllowedOperations does not name delete")
		e.want(t, f, `{"operation":"action","action":"contacts","parameters":{"lastname":"B"}}`, "/action: AllowedActions does not name contacts")
	})
}

// TestRefusalHoldsNoText wants no text of the publisher in a refusal, except names.
func TestRefusalHoldsNoText(t *testing.T) {
	const secret = "Ünsecret value"
	bubble(t, func(t *testing.T, e *environment) {
		f := fenceOf(t, map[string]string{config.AllowedTables: "accounts"})
		for _, text := range []string{
			`{"operation":"create","entitySet":"accounts","data":{"x@odata.bind":["` + secret + `"]}}`,
			`{"operation":"create","entitySet":"accounts","data":{"@odata.type":"` + secret + `"}}`,
			`{"operation":"create","entitySet":"accounts","data":{"x@odata.bind":["/opportunities(name='` + secret + `')"]}}`,
		} {
			got := e.check(t, f, text)
			if got == "" || strings.Contains(got, secret) {
				t.Errorf("%s: %q, want a refusal without the value", text, got)
			}
		}
	})
}

// TestManyProblems wants the first ten problems on one line.
func TestManyProblems(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		part := `{"operation":"delete","entitySet":"roles",` + row + `}`
		got := e.check(t, fenceOf(t, templateDefaults()), `{"operation":"batch","operations":[`+strings.Repeat(part+",", 11)+part+`]}`)
		if strings.Count(got, "AllowedTables") != 10 || !strings.HasSuffix(got, "; and 2 more") || strings.Contains(got, "\n") {
			t.Errorf("%q, want ten problems and 2 more", got)
		}
	})
}

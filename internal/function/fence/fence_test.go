package fence_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/fence"
)

const row = `"id":"2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70"`

// templateDefaults are the variables that the template writes without parameters.
func templateDefaults() map[string]string {
	return map[string]string{
		config.AllowedOperations: "*", config.AllowedTables: "*", config.AllowedActions: "*",
		config.AllowImpersonation: "no", config.AllowBypass: "no",
	}
}

func TestFromEnvNamesTheMalformedVariable(t *testing.T) {
	long := strings.Repeat("a", 61)
	for _, tt := range []struct{ variable, value string }{
		{config.AllowedOperations, "create,merge"}, {config.AllowedOperations, "Create"}, {config.AllowedOperations, ""},
		{config.AllowedTables, ""}, {config.AllowedTables, " "}, {config.AllowedTables, "accounts,"}, {config.AllowedTables, "a-b"},
		{config.AllowedTables, "accounts;contacts"}, {config.AllowedTables, "**"}, {config.AllowedTables, strings.Repeat(long+",", 20)},
		{config.AllowedTables, strings.Repeat("a,", 100) + "a"},
		{config.AllowedActions, ""}, {config.AllowedActions, "a b"},
		{config.AllowImpersonation, ""}, {config.AllowImpersonation, "true"}, {config.AllowBypass, "YES"},
	} {
		_, err := fence.FromEnv(lookup(map[string]string{tt.variable: tt.value}))
		if err == nil || !strings.Contains(err.Error(), tt.variable) {
			t.Errorf("%s=%q: %v, want an error that names the variable", tt.variable, tt.value, err)
		}
	}
	for _, value := range []string{"*", "accounts", " accounts , contacts ", "*,systemusers"} {
		if _, err := fence.FromEnv(lookup(map[string]string{config.AllowedTables: value})); err != nil {
			t.Errorf("%q: %v", value, err)
		}
	}
}

// TestWithoutVariables wants no limit where no variable is set: neither tables of
// administration nor options.
func TestWithoutVariables(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		for _, f := range []fence.Fence{{}, fenceOf(t, nil)} {
			for _, text := range []string{
				`{"operation":"update","entitySet":"systemusers",` + row + `,"data":{"isdisabled":true}}`,
				`{"operation":"action","action":"PublishAllXml"}`,
				`{"operation":"delete","entitySet":"contacts",` + row + `,"impersonate":{"email":"ana@contoso.example"},"bypass":["CustomSync"]}`,
			} {
				if got := e.check(t, f, text); got != "" {
					t.Errorf("%s: %s, want no limit", text, got)
				}
			}
		}
	})
}

// TestTemplateDefaults wants the limits of a stack without parameters, without a request.
func TestTemplateDefaults(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		f := fenceOf(t, templateDefaults())
		for _, tt := range []struct{ text, want string }{
			{`{"operation":"create","entitySet":"contacts","data":{"lastname":"B","parentcustomerid_account@odata.bind":"/accounts(accountnumber='1')"}}`, ""},
			{`{"operation":"create","entitySet":"contacts","data":{"ownerid@odata.bind":"/systemusers(2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70)"}}`, ""},
			{`{"operation":"create","entitySet":"accounts","data":{"contact_customer_accounts":[{"lastname":"B"}]}}`, ""},
			{`{"operation":"create","table":"contact","values":{"lastname":"B","ownerid":{"systemuser":{"internalemailaddress":"a@b.example"}}}}`, ""},
			{`{"operation":"action","action":"WinOpportunity"}`, ""},
			{`{"operation":"action","action":"new_RecordSyncRun"}`, ""},

			{`{"operation":"update","entitySet":"systemusers",` + row + `,"data":{"isdisabled":true}}`, "/entitySet: AllowedTables does not name systemusers"},
			{`{"operation":"update","entitySet":"SystemUsers",` + row + `,"data":{"isdisabled":true}}`, "/entitySet: AllowedTables does not name SystemUsers"},
			{`{"operation":"create","table":"team","values":{"name":"T"}}`, "/table: AllowedTables does not name teams"},
			{`{"operation":"create","entitySet":"EntityDefinitions","data":{"SchemaName":"x"}}`, "/entitySet: AllowedTables does not name EntityDefinitions"},
			{`{"operation":"associate","entitySet":"contacts",` + row + `,"navigationProperty":"new_contact_team","related":{"entitySet":"teams",` + row + `}}`, "/related/entitySet: AllowedTables does not name teams"},
			{`{"operation":"disassociate","entitySet":"systemusers",` + row + `,"navigationProperty":"systemuserroles_association","related":{"entitySet":"roles",` + row + `}}`, "/entitySet: AllowedTables does not name systemusers; /related/entitySet: AllowedTables does not name roles"},
			{`{"operation":"action","action":"PublishAllXml"}`, "/action: AllowedActions does not name PublishAllXml"},
			{`{"operation":"action","action":"Microsoft.Dynamics.CRM.bulkdelete"}`, "/action: AllowedActions does not name bulkdelete"},
			{`{"operation":"action","action":"systemusers","parameters":{"firstname":"M"}}`, "/action: AllowedActions does not name systemusers"},
			{`{"operation":"action","action":"new_Do","entitySet":"roles",` + row + `}`, "/entitySet: AllowedTables does not name roles"},
			{`{"operation":"create","entitySet":"contacts","data":{"owninguser":{"firstname":"M"}}}`, "/data/owninguser: AllowedTables does not name systemusers"},
			{`{"operation":"create","entitySet":"contacts","data":{"Contact_AsyncOperations":[{"name":"M"}]}}`, "/data/Contact_AsyncOperations/0: AllowedTables does not name asyncoperations"},
			{`{"operation":"create","entitySet":"contacts","data":{"new_x":[{"@odata.type":"Microsoft.Dynamics.CRM.role","name":"M"}]}}`, "/data/new_x/0/@odata.type: AllowedTables does not name roles"},
			{`{"operation":"create","entitySet":"contacts","data":{"new_x@odata.bind":["/contacts(2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70)","https://org.example/api/data/v9.2/%74eams(x)"]}}`, "/data/new_x@odata.bind/1: AllowedTables does not name teams"},
			{`{"operation":"delete","entitySet":"contacts",` + row + `,"impersonate":{"email":"ana@contoso.example"}}`, "/impersonate: AllowImpersonation is no"},
			{`{"operation":"delete","entitySet":"contacts",` + row + `,"bypass":["CustomSync"]}`, "/bypass: AllowBypass is no"},
			{`{"operation":"batch","operations":[{"operation":"delete","entitySet":"contacts",` + row + `},{"operation":"delete","entitySet":"roles",` + row + `}]}`, "/operations/1/entitySet: AllowedTables does not name roles"},
		} {
			e.want(t, f, tt.text, tt.want)
		}
		if n := len(e.Requests()); n > 0 {
			t.Errorf("%d requests, want none where every table is allowed", n)
		}
	})
}

// want compares the refusal of a message.
func (e *environment) want(t *testing.T, f fence.Fence, text, want string) {
	t.Helper()
	got := strings.TrimPrefix(e.check(t, f, text), "not allowed: ")
	if got != want {
		t.Errorf("%s:\n got %q\nwant %q", text, got, want)
	}
}

package dynamicstest_test

import (
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// answered is an error code with the status that it comes with, and how to get it.
type answered struct {
	code   string
	status int
	when   string // for the documents
	// The request, whose method is POST when left out.
	method, path, body string
	header             []string
	schema             func(map[string]any)
	limits             *dynamicstest.Limits
	before             func(*client)
}

func onAccount() string { return "accounts(" + dynamicstest.AccountID + ")" }

// codes are all that the emulator answers with by itself.
var codes = []answered{
	{code: "0x80040200", status: 400, when: "a lookup or a status that cannot be empty", method: "PATCH", path: onAccount(), body: `{"statecode":null}`},
	{code: "0x80040203", status: 400, when: "an argument that is not valid", path: "accounts", body: "{}", header: []string{"MSCRMCallerID", "somebody"}},
	{code: "0x80040216", status: 400, when: "UpsertMultiple, the alternate key in the body of a new row", path: "accounts/Microsoft.Dynamics.CRM.UpsertMultiple", body: `{"Targets":[{"@odata.type":"Microsoft.Dynamics.CRM.account","@odata.id":"accounts(accountnumber='K')","accountnumber":"K"}]}`},
	{code: "0x80040217", status: 404, when: "no row with that id", method: "DELETE", path: "accounts(11111111-2222-4333-8444-555555555555)"},
	{code: "0x80040220", status: 403, when: "a privilege is missing", method: "DELETE", path: onAccount(), header: []string{"MSCRMCallerID", dynamicstest.AnaID}},
	{code: "0x80040225", status: 403, when: "the user is disabled", method: "GET", path: "accounts", header: []string{"MSCRMCallerID", dynamicstest.BenID}},
	{code: "0x80040237", status: 412, when: "a row with that id, or that pair of rows, is there", path: "accounts", body: `{"accountid":"` + dynamicstest.AccountID + `"}`},
	{code: "0x80040239", status: 400, when: "a date before 1753", path: "tasks", body: `{"scheduledend":"1700-01-01T00:00:00Z"}`},
	{code: "0x80040265", status: 400, when: "related rows in a row of an elastic table", path: "contoso_sensordatas", body: `{"ownerid":{"fullname":"x"}}`},
	{code: "0x80040278", status: 400, when: "a control character in a text", path: "accounts", body: `{"name":"x\u000by"}`},
	{code: "0x80040333", status: 412, when: "a duplicate was detected", path: "accounts", body: `{"name":"Contoso Ltd"}`, header: []string{"MSCRM.SuppressDuplicateDetection", "false"}},
	{code: "0x80040800", status: 400, when: "a table that lacks the message", path: "annotations/Microsoft.Dynamics.CRM.CreateMultiple", body: `{"Targets":[{"@odata.type":"Microsoft.Dynamics.CRM.annotation"}]}`},
	{code: "0x80041102", status: 404, when: "no definition of that name", method: "GET", path: "EntityDefinitions(LogicalName='nothing')?$select=LogicalName"},
	{code: "0x80041103", status: 404, when: "no column of that name, in a definition", method: "GET", path: "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='nothing')?$select=LogicalName"},
	{code: "0x8004140d", status: 400, when: "a role of another business unit", path: "systemusers(" + dynamicstest.AnaID + ")/systemuserroles_association/$ref", schema: roleElsewhere,
		body: `{"@odata.id":"[origin]/api/data/v9.2/roles(` + dynamicstest.DelegateRoleID + `)"}`},
	{code: "0x80042f09", status: 403, when: "the user has no role", method: "GET", path: "accounts", header: []string{"MSCRMCallerID", dynamicstest.EveID}},
	{code: "0x80044302", status: 401, when: "no token, or one that is refused", method: "GET", path: "accounts", header: []string{"Authorization", "Bearer none"}},
	{code: "0x8004431A", status: 400, when: "a value that is no option of the column", path: "accounts", body: `{"industrycode":99}`},
	{code: "0x80044330", status: 400, when: "a number out of range", path: "accounts", body: `{"revenue":1e15}`},
	{code: "0x80044331", status: 400, when: "a text that is too long", path: "accounts", body: `{"accountnumber":"` + strings.Repeat("9", 21) + `"}`},
	{code: "0x80048306", status: 403, when: "a table that nobody may write", path: "privileges", body: `{"name":"x"}`},
	{code: "0x80048408", status: 400, when: "a status of another state", path: "accounts", body: `{"statuscode":2}`},
	{code: "0x80048d0b", status: 400, when: "$expand of a list of an elastic table", method: "GET", path: sensors + "?$expand=createdby($select=fullname)"},
	{code: "0x80048d19", status: 400, when: "a body that is not the table's", path: "accounts", body: `{"nothing":1}`},
	{code: "0x8004A110", status: 403, when: "impersonation without the privilege", path: "accounts", body: "{}", header: []string{"MSCRMCallerID", dynamicstest.AnaID}, schema: withoutDelegate},
	{code: "0x80060882", status: 412, when: "another version than If-Match names", method: "PATCH", path: onAccount(), body: `{"name":"x"}`, header: []string{"If-Match", `W/"1"`}},
	{code: "0x80060888", status: 400, when: "a query or a header that is not valid", method: "GET", path: "accounts?$filter=nothing%20eq%201"},
	{code: "0x80060888", status: 405, when: "a method that the resource does not have", method: "DELETE", path: "accounts"},
	{code: "0x80060888", status: 404, when: "no relationship of that name, in a definition", method: "GET", path: "RelationshipDefinitions(SchemaName='nothing')?$select=SchemaName"},
	{code: "0x8006088a", status: 404, when: "no resource of that name", method: "GET", path: "nothings"},
	{code: "0x80060890", status: 400, when: "no such key of the table", method: "GET", path: "accounts(name='x')"},
	{code: "0x80060891", status: 404, when: "no row with that alternate key", method: "GET", path: "accounts(accountnumber='none')"},
	{code: "0x80060892", status: 412, when: "another row has that alternate key", path: "accounts", body: `{"accountnumber":"` + dynamicstest.AccountNumber + `"}`},
	{code: "0x80072321", status: 429, when: "with --limits: execution time", method: "GET", path: "WhoAmI", limits: &dynamicstest.Limits{ExecutionTime: 1}, before: func(c *client) { c.must(200, "GET", "WhoAmI", "") }},
	{code: "0x80072322", status: 429, when: "with --limits: requests", method: "GET", path: "WhoAmI", limits: &dynamicstest.Limits{Requests: 1}, before: func(c *client) { c.must(200, "GET", "WhoAmI", "") }},
	{code: "0x80072326", status: 429, when: "with --limits: requests at a time", method: "GET", path: "WhoAmI", limits: &dynamicstest.Limits{Concurrent: -1}},
	{code: "0x80072560", status: 403, when: "the application has no user", method: "GET", path: "accounts", schema: withoutUser},
	{code: "404", status: 404, when: "no row with that id in that partition of an elastic table", method: "DELETE", path: sensors + "(11111111-2222-4333-8444-555555555555)"},
	{code: "409", status: 409, when: "a row with that id is in that partition of an elastic table", path: sensors, body: `{"contoso_sensordataid":"` + rowID(1) + `"}`,
		before: func(c *client) { c.must(204, "POST", sensors, `{"contoso_sensordataid":"`+rowID(1)+`"}`) }},
}

// withSensorsOfAccounts lets rows of the elastic table point to accounts.
func withSensorsOfAccounts(m map[string]any) {
	m["relationships"] = append(m["relationships"].([]any), map[string]any{
		"name": "contoso_account_sensordatas", "from": "contoso_sensordata.contoso_accountid", "to": "account", "nav": "contoso_accountid", "collection": "contoso_account_sensordatas",
	})
}

func roleElsewhere(m map[string]any) {
	const unit = "0f0d9c3a-7b51-4d0e-9c54-3a5f1b6f0009"
	addLink(m, "systemuserroles_association", dynamicstest.ApplicationUserID, dynamicstest.AdministratorRoleID)
	rows := m["rows"].([]any)
	at := slices.IndexFunc(rows, func(r any) bool { return r.(map[string]any)["table"] == "role" })
	m["rows"] = slices.Insert(rows, at, any(map[string]any{"table": "businessunit", "id": unit, "cells": map[string]any{"name": "other"}}))
	for _, r := range m["rows"].([]any) {
		if r := r.(map[string]any); r["id"] == dynamicstest.DelegateRoleID {
			r["cells"].(map[string]any)["businessunitid"] = "businessunit:" + unit
		}
	}
}

func withoutDelegate(m map[string]any) {
	m["links"] = slices.DeleteFunc(m["links"].([]any), func(l any) bool {
		l2 := l.(map[string]any)
		return l2["from"] == dynamicstest.ApplicationUserID && l2["to"] == dynamicstest.DelegateRoleID
	})
}

func withoutUser(m map[string]any) {
	for _, r := range m["rows"].([]any) {
		if r := r.(map[string]any); r["id"] == dynamicstest.ApplicationUserID {
			delete(r["cells"].(map[string]any), "applicationid")
		}
	}
}

// TestCodes gets every code from the emulator, in the status it is documented in.
func TestCodes(t *testing.T) {
	for _, tt := range codes {
		t.Run(tt.code+" "+http.StatusText(tt.status), func(t *testing.T) {
			t.Parallel()
			o := dynamicstest.Options{Limits: tt.limits}
			if tt.schema != nil {
				o.Schema = editedSchema(t, tt.schema)
			}
			c := start(t, o)
			if tt.before != nil {
				tt.before(c)
			}
			body := strings.ReplaceAll(tt.body, "[origin]", c.conn.AuthorityHost)
			c.refuses([]refused{{tt.when, tt.method, tt.path, body, tt.header, tt.status, tt.code, ""}})
		})
	}
}

// refusals finds the codes in the emulator's own source, and bares those that are
// but a status.
var (
	refusals = regexp.MustCompile(`refuse\(http\.Status(\w+), "(0x\w+)"`)
	bares    = regexp.MustCompile(`bare\(http\.Status(\w+)`)
)

// TestCodesAreAll holds the table to the source: a code in it is one that the
// table gets, and the other way round.
func TestCodesAreAll(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	source, table := map[string]bool{}, map[string]bool{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, m := range refusals.FindAllStringSubmatch(string(text), -1) {
			source[m[2]+" "+m[1]] = true
		}
		for _, m := range bares.FindAllStringSubmatch(string(text), -1) {
			source[map[string]string{"NotFound": "404", "Conflict": "409"}[m[1]]+" "+m[1]] = true
		}
	}
	for _, tt := range codes {
		name := strings.ReplaceAll(http.StatusText(tt.status), " ", "")
		table[tt.code+" "+name] = true
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(source)), slices.Sorted(maps.Keys(table))); diff != "" {
		t.Errorf("codes (-source +table):\n%s", diff)
	}
	if !slices.IsSortedFunc(codes, func(a, b answered) int {
		return strings.Compare(strings.ToLower(a.code), strings.ToLower(b.code))
	}) {
		t.Error("the table is not in the order of the codes")
	}
}

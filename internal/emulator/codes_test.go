package emulator_test

import (
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/emulator"
)

// answered is an error code with its status and a request that gets it.
type answered struct {
	code   string
	status int
	when   string // for the documents
	source string // the document or report with the code, or the doubt; see docs/emulator.md
	// The request. Its method is POST by default.
	method, path, body string
	header             []string
	schema             func(map[string]any)
	limits             *emulator.Limits
	before             func(*client)
}

func onAccount() string { return "accounts(" + emulator.AccountID + ")" }

// asAdministrator lets the application user do everything.
func asAdministrator(m map[string]any) {
	addLink(m, "systemuserroles_association", emulator.ApplicationUserID, emulator.AdministratorRoleID)
}

// disableUnit disables the business unit of every user.
func disableUnit(m map[string]any) {
	for _, r := range m["rows"].([]any) {
		if row := r.(map[string]any); row["table"] == "businessunit" {
			row["cells"].(map[string]any)["isdisabled"] = true
		}
	}
}

// addAccessTeam adds a team that may own no rows.
func addAccessTeam(m map[string]any) {
	m["rows"] = append(m["rows"].([]any), map[string]any{"table": "team", "id": "00000041-aaaa-4bbb-8ccc-000000000041", "cells": map[string]any{"name": "Access", "teamtype": 1}})
}

// withoutETags takes optimistic concurrency from accounts.
func withoutETags(m map[string]any) {
	for _, t := range m["tables"].([]any) {
		if table := t.(map[string]any); table["name"] == "account" {
			table["noETags"] = true
		}
	}
}

// contactKeys are the keys of contacts, and titleKey is a new key.
const (
	contactKeys = "EntityDefinitions(LogicalName='contact')/Keys"
	titleKey    = `{"SchemaName":"contoso_TitleKey","KeyAttributes":["jobtitle"]}`
)

// codes are all codes of the emulator's own responses.
var codes = []answered{
	{code: "0x0", status: 400, when: "a query option with a column that the table does not have", source: "client errors page, for $select; for other options the code is a doubt", method: "GET", path: "accounts?$select=nothing"},
	{code: "0x80040200", status: 400, when: "a lookup or a status that cannot be empty", source: "errors", method: "PATCH", path: onAccount(), body: `{"statecode":null}`},
	{code: "0x80040203", status: 400, when: "an argument that is not valid", source: "errors", path: "accounts", body: "{}", header: []string{"MSCRMCallerID", "somebody"}},
	{code: "0x80040216", status: 400, when: "UpsertMultiple, the alternate key in the body of a new row", source: "errors; bulk operations page", path: "accounts/Microsoft.Dynamics.CRM.UpsertMultiple", body: `{"Targets":[{"@odata.type":"Microsoft.Dynamics.CRM.account","@odata.id":"accounts(accountnumber='K')","accountnumber":"K"}]}`},
	{code: "0x80040217", status: 404, when: "no row with that id", source: "errors", method: "DELETE", path: "accounts(11111111-2222-4333-8444-555555555555)"},
	{code: "0x80040220", status: 403, when: "a privilege is missing", source: "errors", method: "DELETE", path: onAccount(), header: []string{"MSCRMCallerID", emulator.AnaID}},
	{code: "0x80040225", status: 403, when: "the user is disabled", source: "errors", method: "GET", path: "accounts", header: []string{"MSCRMCallerID", emulator.BenID}},
	{code: "0x80040227", status: 405, when: "a row that is deleted, and that other rows keep", source: "errors; Web API errors page", method: "DELETE", path: "businessunits(" + emulator.BusinessUnitID + ")", schema: asAdministrator},
	{code: "0x8004022b", status: 400, when: "a new owner who is disabled", source: "errors; the status is a doubt", method: "PATCH", path: onAccount(), body: `{"ownerid@odata.bind":"/systemusers(` + emulator.BenID + `)"}`},
	{code: "0x8004022e", status: 400, when: "an update of a closed activity, quote, order or invoice", source: "errors; which rows get the code, and the status, are a doubt", method: "PATCH", path: "tasks(" + rowID(1) + ")", body: `{"subject":"y"}`, before: func(c *client) {
		c.must(204, "POST", "tasks", `{"activityid":"`+rowID(1)+`","subject":"x"}`)
		c.must(204, "PATCH", "tasks("+rowID(1)+")", `{"statecode":1,"statuscode":5}`)
	}},
	{code: "0x80040231", status: 403, when: "a new owner who may not read the table", source: "errors; the status is a doubt", method: "PATCH", path: onAccount(), body: `{"ownerid@odata.bind":"/systemusers(` + emulator.EveID + `)"}`},
	{code: "0x80040237", status: 412, when: "a row with that id, or that pair of rows, is there", source: "errors; a report (terraform-provider-power-platform#623)", path: "accounts", body: `{"accountid":"` + emulator.AccountID + `"}`},
	{code: "0x80040239", status: 400, when: "a date before 1753", source: "errors; the words are of a report", path: "tasks", body: `{"scheduledend":"1700-01-01T00:00:00Z"}`},
	{code: "0x80040265", status: 400, when: "related rows in a row of an elastic table", source: "errors; a report (MicrosoftDocs/powerapps-docs#4988)", path: "contoso_sensordatas", body: `{"ownerid":{"fullname":"x"}}`},
	{code: "0x80040278", status: 400, when: "a control character in a text", source: "errors; the words are of a report", path: "accounts", body: `{"name":"x\u000by"}`},
	{code: "0x8004032d", status: 400, when: "a new owner of a disabled business unit", source: "errors; the status is a doubt", method: "PATCH", path: onAccount(), body: `{"ownerid@odata.bind":"/systemusers(` + emulator.AnaID + `)"}`, schema: disableUnit},
	{code: "0x80040333", status: 412, when: "a duplicate was detected", source: "errors; duplicate detection page", path: "accounts", body: `{"name":"Contoso Ltd"}`, header: []string{"MSCRM.SuppressDuplicateDetection", "false"}},
	{code: "0x80040515", status: 400, when: "an opportunity that is closed", source: "errors", path: "LoseOpportunity", body: lost, before: func(c *client) { c.must(204, "POST", "LoseOpportunity", lost) }},
	{code: "0x80040519", status: 400, when: "a lead that is closed", source: "errors", path: qualify, body: qualified, before: func(c *client) { c.must(200, "POST", qualify, qualified) }},
	{code: "0x8004051e", status: 400, when: "a row for a queue that is not active", source: "errors", path: intoQueue, body: queued, before: func(c *client) {
		queue(c)
		c.must(204, "PATCH", "tasks("+rowID(2)+")", `{"statecode":1,"statuscode":5}`)
	}},
	{code: "0x80040522", status: 400, when: "a queue that is not active", source: "errors; the words are a doubt", path: intoQueue, body: queued, before: func(c *client) {
		queue(c)
		c.must(204, "PATCH", "queues("+rowID(1)+")", `{"statecode":1,"statuscode":2}`)
	}},
	{code: "0x80040523", status: 400, when: "an email that has an item in the queue", source: "errors; the status is a doubt", path: "queueitems", body: itemOf("email"), before: func(c *client) {
		queue(c)
		c.must(204, "POST", "emails", `{"activityid":"`+rowID(2)+`"}`)
		c.must(204, "POST", "queueitems", itemOf("email"))
	}},
	{code: "0x80040524", status: 400, when: "a row that is not in the source queue", source: "errors", path: intoQueue, body: strings.Replace(queued, "{", `{"SourceQueue":{"queueid":"`+rowID(1)+`"},`, 1), before: queue},
	{code: "0x80040526", status: 400, when: "a second active queue item of a row", source: "errors; the status is a doubt", path: "queueitems", body: itemOf("task"), before: func(c *client) {
		queue(c)
		c.must(204, "POST", "queueitems", itemOf("task"))
	}},
	{code: "0x80040528", status: 400, when: "a queue item without a queue", source: "errors; the status is a doubt", path: "queueitems", body: `{"objectid_task":{"subject":"x"}}`},
	{code: "0x80040529", status: 400, when: "a queue item without a row", source: "errors; the status is a doubt", path: "queueitems", body: `{"queueid":{"name":"x"}}`},
	{code: "0x80040800", status: 400, when: "a table that lacks the message", source: "errors", path: "annotations/Microsoft.Dynamics.CRM.CreateMultiple", body: `{"Targets":[{"@odata.type":"Microsoft.Dynamics.CRM.annotation"}]}`},
	{code: "0x80040b04", status: 400, when: "an email without a recipient", source: "errors", path: "emails(" + rowID(1) + ")/" + crm + "SendEmail", body: `{"IssueSend":true}`, before: func(c *client) { c.must(204, "POST", "emails", `{"activityid":"`+rowID(1)+`"}`) }},
	{code: "0x80040b06", status: 400, when: "a party without a kind", source: "errors", path: "emails", body: `{"email_activity_parties":[{"partyid_contact@odata.bind":"/contacts(` + emulator.ContactID + `)"}]}`},
	{code: "0x80041102", status: 404, when: "no definition of that name", source: "errors; the status is a doubt", method: "GET", path: "EntityDefinitions(LogicalName='nothing')?$select=LogicalName"},
	{code: "0x80041103", status: 404, when: "no column of that name, in a definition", source: "errors; the status is a doubt", method: "GET", path: "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='nothing')?$select=LogicalName"},
	{code: "0x80041103", status: 400, when: "no column of that name, in a condition of BulkDelete", source: "errors; that a condition gets it is a doubt", path: "BulkDelete", body: bulkDeletion("task", "", started, where("nothing", "Null", ""))},
	{code: "0x80041407", status: 400, when: "a role without a name", source: "errors; the status is a doubt", path: "roles", body: "{}", schema: asAdministrator},
	{code: "0x8004140d", status: 400, when: "a role of another business unit", source: "errors; that a request for a user gets the code for teams is a doubt", path: "systemusers(" + emulator.AnaID + ")/systemuserroles_association/$ref", schema: roleElsewhere,
		body: `{"@odata.id":"[origin]/api/data/v9.2/roles(` + emulator.DelegateRoleID + `)"}`},
	{code: "0x80041d00", status: 400, when: "a business unit without a name", source: "errors; the status is a doubt", path: "businessunits", body: "{}", schema: asAdministrator},
	{code: "0x80041d0b", status: 400, when: "a team without a name", source: "errors; the status is a doubt", path: "teams", body: "{}", schema: asAdministrator},
	{code: "0x80041d2e", status: 400, when: "a deletion of the role System Administrator", source: "errors; the status is a doubt", method: "DELETE", path: "roles(" + emulator.AdministratorRoleID + ")", schema: asAdministrator},
	{code: "0x80041d35", status: 400, when: "a business unit without a parent", source: "errors; that such a unit gets the code is a doubt", path: "businessunits", body: `{"name":"x"}`, schema: asAdministrator},
	{code: "0x80042f09", status: 403, when: "the user has no role", source: "errors", method: "GET", path: "accounts", header: []string{"MSCRMCallerID", emulator.EveID}},
	{code: "0x80043b05", status: 400, when: "a product without a number", source: "errors", path: "products", body: `{"name":"x"}`},
	{code: "0x80043b06", status: 400, when: "a product with the number of another", source: "errors", path: "products", body: `{"name":"x","productnumber":"X",` + inUnits + `}`, before: product},
	{code: "0x80043b08", status: 400, when: "a second price of a product and a unit in a price list", source: "errors; the status is a doubt", path: "productpricelevels", body: price, before: func(c *client) {
		product(c)
		c.must(204, "POST", "productpricelevels", price)
	}},
	{code: "0x80043b0a", status: 400, when: "a unit without a unit group", source: "errors", path: "uoms", body: `{"name":"x","quantity":1}`},
	{code: "0x80043b0d", status: 400, when: "a line of a product without a unit", source: "errors", path: "quotedetails", body: lineOf(false), before: product},
	{code: "0x80043b0e", status: 400, when: "a price list without a name", source: "errors; the status is a doubt", path: "pricelevels", body: "{}"},
	{code: "0x80043b0f", status: 400, when: "a price list with the name of another", source: "errors; the status is a doubt", path: "pricelevels", body: `{"name":"X"}`, before: product},
	{code: "0x80043b11", status: 400, when: "a price without a product", source: "errors", path: "productpricelevels", body: `{"amount":1,"pricelevelid@odata.bind":"/pricelevels(` + rowID(4) + `)"}`, before: product},
	{code: "0x80043b12", status: 400, when: "a line of a product in a row without a price list", source: "errors", path: "quotedetails", body: lineOf(true), before: product},
	{code: "0x80043b13", status: 400, when: "a product without a unit group", source: "errors; that such a product gets the code is a doubt", path: "products", body: `{"name":"x","productnumber":"x"}`},
	{code: "0x80043b26", status: 400, when: "a unit without a name", source: "errors; the status is a doubt", path: "uoms", body: `{"quantity":1,"uomscheduleid":{"name":"x"}}`},
	{code: "0x80044162", status: 400, when: "a change of a system job to locked", source: "errors; the status is a doubt", method: "PATCH", path: "asyncoperations(" + rowID(1) + ")", body: `{"statecode":2}`, schema: withJob},
	{code: "0x80044166", status: 400, when: "a resumption of a system job that does not wait", source: "errors; the status is a doubt", method: "PATCH", path: "asyncoperations(" + rowID(1) + ")", body: `{"statecode":0}`, schema: withCompletedJob},
	{code: "0x80044167", status: 400, when: "a pause of a system job that is not in progress", source: "errors; the status is a doubt", method: "PATCH", path: "asyncoperations(" + rowID(1) + ")", body: `{"statecode":1}`, schema: withCompletedJob},
	{code: "0x8004416a", status: 400, when: "a system job that is not completed, and that is deleted", source: "errors; which states can be deleted, and the status, are a doubt", method: "DELETE", path: "asyncoperations(" + rowID(1) + ")", schema: withJob},
	{code: "0x80044302", status: 401, when: "no token, or one that is refused", source: "errors", method: "GET", path: "accounts", header: []string{"Authorization", "Bearer none"}},
	{code: "0x8004431A", status: 400, when: "a value that is no option of the column", source: "errors", path: "accounts", body: `{"industrycode":99}`},
	{code: "0x8004432f", status: 400, when: "a whole number out of the range of its column", source: "errors", path: "opportunities", body: `{"name":"x","closeprobability":101}`},
	{code: "0x80044330", status: 400, when: "a number with a fraction out of range", source: "errors", path: "accounts", body: `{"revenue":1e15}`},
	{code: "0x80044331", status: 400, when: "a text that is too long", source: "errors", path: "accounts", body: `{"accountnumber":"` + strings.Repeat("9", 21) + `"}`},
	{code: "0x80044366", status: 400, when: "a schema name without the prefix of a publisher", source: "errors; the status is a doubt", path: "EntityDefinitions", body: newTable("Thing", "UserOwned"), schema: asAdministrator},
	{code: "0x80044409", status: 400, when: "a case resolution without a case", source: "errors", path: "CloseIncident", body: `{"Status":5,"IncidentResolution":{}}`},
	{code: "0x8004440a", status: 400, when: "a case with open activities", source: "errors", path: "CloseIncident", body: resolved, before: func(c *client) {
		c.must(204, "POST", "incidents", `{"incidentid":"`+rowID(1)+`",`+ofAccount+`,"Incident_Tasks":[{"subject":"x"}]}`)
	}},
	{code: "0x8004440e", status: 400, when: "a cancellation of a case with open activities", source: "errors", method: "PATCH", path: "incidents(" + rowID(1) + ")", body: `{"statecode":2}`, before: func(c *client) {
		c.must(204, "POST", "incidents", `{"incidentid":"`+rowID(1)+`",`+ofAccount+`,"Incident_Tasks":[{"subject":"x"}]}`)
	}},
	{code: "0x8004440f", status: 400, when: "a case with an account and a contact as its customers", source: "errors; the status is a doubt", path: "incidents", body: `{` + ofAccount + `,"customerid_contact@odata.bind":"/contacts(` + emulator.ContactID + `)"}`},
	{code: "0x80044410", status: 400, when: "a case without a customer", source: "errors; case table page", path: "incidents", body: `{"title":"x"}`},
	{code: "0x80044411", status: 400, when: "a case that is closed", source: "errors", path: "CloseIncident", body: resolved, before: func(c *client) {
		c.must(204, "POST", "incidents", `{"incidentid":"`+rowID(1)+`",`+ofAccount+`}`)
		c.must(204, "POST", "CloseIncident", resolved)
	}},
	{code: "0x80045300", status: 400, when: "a merge with the parent of the row", source: "errors; when it comes is a doubt", path: "Merge", body: merged(rowID(1)), before: func(c *client) {
		c.must(204, "POST", "accounts", `{"accountid":"`+rowID(1)+`"}`)
		c.must(204, "PATCH", onAccount(), `{"parentaccountid@odata.bind":"/accounts(`+rowID(1)+`)"}`)
	}},
	{code: "0x80045302", status: 400, when: "a merge of a row with an active quote", source: "errors; when it comes is a doubt", path: "Merge", body: merged(rowID(1)), before: func(c *client) {
		c.must(204, "POST", "accounts", `{"accountid":"`+rowID(1)+`","quote_customer_accounts":[{"quoteid":"`+rowID(2)+`"}]}`)
		c.must(204, "PATCH", "quotes("+rowID(2)+")", `{"statecode":1,"statuscode":2}`)
	}},
	{code: "0x80045304", status: 400, when: "a merge of a row that is not active", source: "errors", path: "Merge", body: merged(rowID(1)), before: func(c *client) {
		c.must(204, "POST", "accounts", `{"accountid":"`+rowID(1)+`"}`)
		c.must(204, "POST", "Merge", merged(rowID(1)))
	}},
	{code: "0x80045305", status: 400, when: "a merge of a row with itself", source: "errors", path: "Merge", body: merged(emulator.AccountID)},
	{code: "0x8004700b", status: 400, when: "a new table whose name is taken", source: "errors; the status is a doubt", path: "EntityDefinitions", body: newTable("new_Order", "UserOwned"), schema: asAdministrator},
	{code: "0x80047013", status: 400, when: "a new column whose name is taken", source: "errors; the status is a doubt", path: "EntityDefinitions", body: newTable("contoso_Thing", "UserOwned", newColumn("Integer", "contoso_MessageId", "")), schema: asAdministrator},
	{code: "0x8004701e", status: 400, when: "a second primary name column", source: "errors; the status is a doubt", path: "EntityDefinitions", body: newTable("contoso_Thing", "UserOwned", newColumn("String", "contoso_B", `,"MaxLength":5,"IsPrimaryName":true`)), schema: asAdministrator},
	{code: "0x80048306", status: 403, when: "a table that nobody may write", source: "errors; that a table without writers gets the code is a doubt", path: "privileges", body: `{"name":"x"}`},
	{code: "0x8004830b", status: 400, when: "a new member of a default team", source: "errors", path: "teams(" + rowID(1) + ")/" + crm + "AddMembersTeam", body: `{"Members":[]}`, schema: defaultTeam},
	{code: "0x8004830c", status: 400, when: "a member of a default team that is to leave", source: "errors", path: "teams(" + rowID(1) + ")/" + crm + "RemoveMembersTeam", body: `{"Members":[]}`, schema: defaultTeam},
	{code: "0x80048340", status: 400, when: "a new owner that is an access team", source: "errors; the status is a doubt", method: "PATCH", path: onAccount(), body: `{"ownerid@odata.bind":"/teams(00000041-aaaa-4bbb-8ccc-000000000041)"}`, schema: addAccessTeam},
	{code: "0x80048408", status: 400, when: "a status of another state", source: "errors; a report (test guide of a user)", path: "accounts", body: `{"statuscode":2}`},
	{code: "0x80048cfb", status: 400, when: "an amount of money without a currency", source: "errors", method: "PATCH", path: onAccount(), body: `{"revenue":1,"transactioncurrencyid@odata.bind":null}`},
	{code: "0x80048cff", status: 400, when: "a deletion of the base currency", source: "errors; the status is a doubt", method: "DELETE", path: "transactioncurrencies(" + emulator.CurrencyID + ")", schema: asAdministrator},
	{code: "0x80048d0b", status: 400, when: "$expand of a list of an elastic table", source: "elastic tables, as clients report; the status is a doubt", method: "GET", path: sensors + "?$expand=createdby($select=fullname)"},
	{code: "0x80048d19", status: 400, when: "a body that is not the table's", source: "client errors page", path: "accounts", body: `{"nothing":1}`},
	{code: "0x80048d19", status: 415, when: "a body of another content type than application/json", source: "doubt: the code of a server on-premises", path: "accounts", body: "name=x", header: []string{"Content-Type", "text/plain"}},
	{code: "0x8004A110", status: 403, when: "impersonation without the privilege", source: "errors", path: "accounts", body: "{}", header: []string{"MSCRMCallerID", emulator.AnaID}, schema: withoutDelegate},
	{code: "0x8004d2a0", status: 400, when: "a recurrence of BulkDelete that is not daily", source: "errors; the status is a doubt", path: "BulkDelete", body: bulkDeletion("task", "FREQ=HOURLY;", started)},
	{code: "0x8004e100", status: 400, when: "a recurrence of BulkDelete that cannot be read", source: "errors; the status is a doubt", path: "BulkDelete", body: bulkDeletion("task", "DAILY", started)},
	{code: "0x8004f00e", status: 400, when: "a change of the state that a table does not allow", source: "errors; that it is the code of such a change is a report", method: "PATCH", path: "quotes(" + rowID(1) + ")", body: `{"statecode":1}`, schema: quoteWithoutCode, before: closedQuote},
	{code: "0x80050222", status: 400, when: "more than 150 options in a column", source: "errors; choices columns page", method: "PATCH", path: "contacts(" + emulator.ContactID + ")", body: `{"sample_outdooractivities":"1` + strings.Repeat(",1", 150) + `"}`},
	{code: "0x80050224", status: 400, when: "$orderby of a column that takes several options", source: "errors; choices columns page", method: "GET", path: "contacts?$orderby=sample_outdooractivities"},
	{code: "0x8005e007", status: 400, when: "an action in a change set that takes part in no transaction", source: "errors; the status is a doubt", path: "$batch", body: batchBody(changeSet(standaloneCall)), header: []string{"Content-Type", "multipart/mixed; boundary=b"}, schema: withStandalone},
	{code: "0x80060882", status: 412, when: "another version than If-Match names", source: "errors; conditional operations page", method: "PATCH", path: onAccount(), body: `{"name":"x"}`, header: []string{"If-Match", `W/"1"`}},
	{code: "0x80060888", status: 400, when: "a query or a header that is not valid", source: "client errors page", method: "GET", path: "accounts?$top=-1"},
	{code: "0x80060888", status: 405, when: "a method that the resource does not have", source: "doubt", method: "DELETE", path: "accounts"},
	{code: "0x80060888", status: 404, when: "no relationship of that name, in a definition", source: "doubt", method: "GET", path: "RelationshipDefinitions(SchemaName='nothing')?$select=SchemaName"},
	{code: "0x8006088a", status: 400, when: "a slash, a backslash or # in the alternate key of a bind", source: "reports (MicrosoftDocs/powerapps-docs#117, #1895)", path: "accounts", body: `{"parentaccountid@odata.bind":"/accounts(accountnumber='A/1')"}`},
	{code: "0x8006088a", status: 404, when: "no resource of that name", source: "client errors page", method: "GET", path: "nothings"},
	{code: "0x8006088d", status: 400, when: "an ETag on a table without optimistic concurrency", source: "errors; the status is a doubt", method: "DELETE", path: onAccount(), header: []string{"If-Match", `W/"1"`}, schema: withoutETags},
	{code: "0x8006088f", status: 400, when: "a new alternate key that a table cannot have", source: "errors; that such a key gets the code is a doubt", path: contactKeys, body: `{"SchemaName":"contoso_K","KeyAttributes":["description"]}`, schema: asAdministrator},
	{code: "0x80060890", status: 400, when: "no such key of the table", source: "errors", method: "GET", path: "accounts(name='x')"},
	{code: "0x80060891", status: 404, when: "no row with that alternate key", source: "errors", method: "GET", path: "accounts(accountnumber='none')"},
	{code: "0x80060892", status: 412, when: "another row has that alternate key", source: "errors; a report", path: "accounts", body: `{"accountnumber":"` + emulator.AccountNumber + `"}`},
	{code: "0x80060893", status: 400, when: "a new alternate key whose name is taken", source: "errors; the status is a doubt", path: contactKeys, body: titleKey, schema: asAdministrator, before: func(c *client) { c.must(204, "POST", contactKeys, titleKey) }},
	{code: "0x80060894", status: 400, when: "a new alternate key of the columns of another", source: "errors; the status is a doubt", path: contactKeys, body: `{"SchemaName":"contoso_K","KeyAttributes":["emailaddress1"]}`, schema: asAdministrator},
	{code: "0x80072321", status: 429, when: "with --limits: execution time", source: "errors; API limits page", method: "GET", path: "WhoAmI", limits: &emulator.Limits{ExecutionTime: 1}, before: func(c *client) { c.must(200, "GET", "WhoAmI", "") }},
	{code: "0x80072322", status: 429, when: "with --limits: requests", source: "errors; API limits page", method: "GET", path: "WhoAmI", limits: &emulator.Limits{Requests: 1}, before: func(c *client) { c.must(200, "GET", "WhoAmI", "") }},
	{code: "0x80072326", status: 429, when: "with --limits: requests at a time", source: "errors; API limits page", method: "GET", path: "WhoAmI", limits: &emulator.Limits{Concurrent: -1}},
	{code: "0x80072553", status: 400, when: "an image that is too large, or no image", source: "errors; image columns page; the status is a doubt", method: "PATCH", path: onAccount(), body: `{"entityimage":"aGVsbG8="}`},
	{code: "0x80072560", status: 403, when: "the application has no user", source: "errors", method: "GET", path: "accounts", schema: withoutUser},
	{code: "0x80081018", status: 403, when: "a lead that needs an account, without the privilege to create accounts", source: "errors", path: qualify, body: qualified, schema: withoutCreateAccount},
	{code: "0x80090487", status: 400, when: "a create with an image that is not the primary image", source: "errors; image columns page; the status is a doubt", path: "accounts", body: `{"sample_imagecolumn":"R0lGODlh"}`, schema: withImageColumn},
	{code: "0x80100000", status: 400, when: "a payment of an invoice that is not active", source: "errors; the status is a doubt", method: "PATCH", path: "invoices(" + rowID(1) + ")", body: `{"statecode":2}`, before: closedInvoice},
	{code: "0x80100001", status: 400, when: "a cancellation of an invoice that is not active or paid", source: "errors; the status is a doubt", method: "PATCH", path: "invoices(" + rowID(1) + ")", body: `{"statecode":3}`, before: closedInvoice},
	{code: "0x80100003", status: 400, when: "an activation of a quote that is not a draft", source: "errors; the status is a doubt", method: "PATCH", path: "quotes(" + rowID(1) + ")", body: `{"statecode":1}`, before: closedQuote},
	{code: "0x80100005", status: 400, when: "a state of an opportunity that only an action reaches", source: "errors, for opportunities; for other tables the code is a doubt", method: "PATCH", path: "opportunities(" + emulator.OpportunityID + ")", body: `{"statecode":1,"statuscode":3}`},
	{code: "0x80631117", status: 400, when: "a deletion of a queue that has items", source: "errors; that such a queue stays is a doubt, for the table page says Cascade", method: "DELETE", path: "queues(" + rowID(1) + ")", before: func(c *client) {
		queue(c)
		c.must(204, "POST", "queueitems", itemOf("task"))
	}},
	{code: "404", status: 404, when: "no row with that id in that partition of an elastic table", source: "doubt: the status stands for the code", method: "DELETE", path: sensors + "(11111111-2222-4333-8444-555555555555)"},
	{code: "409", status: 409, when: "a row with that id is in that partition of an elastic table", source: "doubt: the status stands for the code", path: sensors, body: `{"contoso_sensordataid":"` + rowID(1) + `"}`,
		before: func(c *client) { c.must(204, "POST", sensors, `{"contoso_sensordataid":"`+rowID(1)+`"}`) }},
}

// TestCodes gets every code from the emulator, with its documented status.
func TestCodes(t *testing.T) {
	for _, tt := range codes {
		t.Run(tt.code+" "+http.StatusText(tt.status), func(t *testing.T) {
			t.Parallel()
			begun := time.Now()
			o := emulator.Options{Limits: tt.limits, Now: func() time.Time { return fixedClock().Add(time.Since(begun)) }}
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

// refusals finds the codes in the emulator's own source. statusErrors finds the errors
// whose code is their status.
var (
	refusals     = regexp.MustCompile(`[rR]efuse\(http\.Status(\w+), "(0x\w+)"`)
	schemaCodes  = regexp.MustCompile(`[cC]ode": "(0x\w+)"`)
	defaultCodes = regexp.MustCompile(`InvalidTransition = "(0x\w+)"`)
	statusErrors = regexp.MustCompile(`[sS]tatusError\(http\.Status(\w+)`)
)

// TestCodesAreAll compares the table with the source: both have the same codes.
func TestCodesAreAll(t *testing.T) {
	source, table := map[string]bool{}, map[string]bool{}
	for _, name := range sources(t) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range refusals.FindAllStringSubmatch(string(text), -1) {
			source[m[2]+" "+m[1]] = true
		}
		for _, m := range defaultCodes.FindAllStringSubmatch(string(text), -1) {
			source[m[1]+" BadRequest"] = true
		}
		for _, m := range statusErrors.FindAllStringSubmatch(string(text), -1) {
			source[map[string]string{"NotFound": "404", "Conflict": "409"}[m[1]]+" "+m[1]] = true
		}
	}
	text, err := os.ReadFile("schema/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range schemaCodes.FindAllStringSubmatch(string(text), -1) {
		source[m[1]+" BadRequest"] = true
	}
	for _, tt := range codes {
		if tt.source == "" {
			t.Errorf("%s %s: no source and no doubt", tt.code, tt.when)
		}
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

package check_test

import "testing"

func TestCheckKeys(t *testing.T) {
	byKey := func(name, set, key string, want ...string) checks {
		return checks{name, `{"operation":"delete","entitySet":"` + set + `","key":{` + key + `}}`, want}
	}
	runChecks(t, []checks{
		byKey("good", "accounts", `"accountnumber":"x"`),
		byKey("several columns, in any order", "sample_things", `"sample_key2":2,"sample_key1":1`),
		byKey("lookup", "new_orders", `"new_name":"x","_new_accountid_value":"`+someID+`"`),
		byKey("user", "systemusers", `"azureactivedirectoryobjectid":"`+someID+`"`),
		byKey("pending", "new_orders", `"new_externalid":"x"`, "/key: the index of this alternate key is Pending: it can be used once that is Active"),
		byKey("a column that is no key", "accounts", `"name":"x"`, "/key: not an alternate key of account, which has accountnumber"),
		byKey("half a key", "sample_things", `"sample_key1":1`, "/key: not an alternate key of sample_thing, which has sample_key1 with sample_key2"),
		byKey("too many columns", "accounts", `"accountnumber":"x","name":"x"`, "/key: not an alternate key of account, which has accountnumber"),
		byKey("no key at all", "leads", `"subject":"x"`, "/key: lead has no alternate key: name the row by its id"),
		byKey("typing error", "accounts", `"acountnumber":"x"`, "/key/acountnumber: no such column of account; did you mean accountnumber?"),
		byKey("lookup by its name", "new_orders", `"new_name":"x","new_accountid":"`+someID+`"`, "/key/new_accountid: the column of a lookup: in a key it goes by _new_accountid_value"),
		byKey("number for a text", "accounts", `"accountnumber":17`, "/key/accountnumber: expected a string, for the column is of type Edm.String"),
		byKey("text for a number", "sample_things", `"sample_key1":"1","sample_key2":2`, "/key/sample_key1: expected a number or a boolean, for the column is of type Edm.Int32"),
		byKey("GUID that is sent in quotes", "systemusers", `"applicationid":"`+someID+`"`, "/key/applicationid: a GUID column other than a lookup cannot be expressed in a key: name the row by its id"),
		{"related row", `{"operation":"associate","entitySet":"leads","id":"` + someID + `","navigationProperty":"accountleads_association","related":{"entitySet":"accounts","key":{"name":"x"}}}`,
			[]string{"/related/key: not an alternate key of account, which has accountnumber"}},
	})
}

func TestCheckSequence(t *testing.T) {
	sequence := func(name, column, value string, want ...string) checks {
		return checks{name, `{"operation":"upsert","entitySet":"new_orders","id":"` + someID + `","data":{"new_notes":"x"},"sequence":{"column":"` + column + `","value":` + value + `}}`, want}
	}
	runChecks(t, []checks{
		sequence("big", "new_sourceversion", "9007199254740995"),
		sequence("decimal", "new_taxrate", "1.25", "warning: /sequence/value: a value with more digits after the point than the column keeps is rejected: use a BigInt or a String column, or whole numbers"),
		sequence("whole decimal", "new_taxrate", "125.00"),
		sequence("decimal of many digits", "new_taxrate", "1.12345678901", "/sequence/value: no Decimal column keeps more than ten digits after the point: use a BigInt or a String column"),
		sequence("time", "new_orderedon", `"2026-11-21T07:00:00Z"`),
		sequence("time of a whole second", "new_orderedon", `"2026-11-21T07:00:00.000Z"`),
		sequence("text", "new_externalid", `"0017"`),
		sequence("typing error", "new_sourceversoin", "1", "/sequence/column: no such column of new_order; did you mean new_sourceversion?"),
		sequence("date", "new_duedate", `"2026-11-21T07:00:00Z"`, "/sequence/column: a column of type Edm.Date does not keep a value exactly: use one of type BigInt, Decimal, DateTime or String"),
		sequence("integer", "new_channel", "1", "warning: /sequence/column: keeps whole numbers up to 2147483647 only: a BigInt column keeps more"),
		sequence("integer that does not fit", "new_channel", "9007199254740995", "warning: /sequence/column: keeps whole numbers up to 2147483647 only: a BigInt column keeps more",
			"/sequence/value: expected a whole number from -2147483648 to 2147483647 (Edm.Int32), got a number out of this range"),
		sequence("fraction of a second", "new_orderedon", `"2026-11-21T07:00:00.5Z"`, "warning: /sequence/value: the column keeps no fraction of a second: two changes within one are not told apart; use a String or a BigInt column"),
		sequence("number in a time", "new_orderedon", "1", "/sequence/value: expected a time with its offset, such as 2026-11-21T07:00:00Z (Edm.DateTimeOffset), got a number"),
		sequence("digits in quotes", "new_sourceversion", `"17"`, "/sequence/value: expected a whole number from -9223372036854775808 to 9223372036854775807 (Edm.Int64), got a string"),
		sequence("number in a text", "new_externalid", "17", "/sequence/value: expected a string (Edm.String), got a number"),
		{"of a delete", `{"operation":"delete","entitySet":"new_orders","id":"` + someID + `","sequence":{"column":"nothing","value":1}}`, []string{"/sequence/column: no such column of new_order"}},
	})
}

func TestCheckAssociation(t *testing.T) {
	associate := func(name, set, property, related string, want ...string) checks {
		return checks{name, `{"operation":"associate","entitySet":"` + set + `","id":"` + someID + `","navigationProperty":"` + property + `","related":{"entitySet":"` + related + `","id":"` + someID + `"}}`, want}
	}
	runChecks(t, []checks{
		associate("many to many", "accounts", "accountleads_association", "leads"),
		associate("one to many", "accounts", "contact_customer_accounts", "contacts"),
		associate("another table", "accounts", "accountleads_association", "contacts", "/related/entitySet: accountleads_association leads to leads"),
		associate("no table", "accounts", "accountleads_association", "lead", "/related/entitySet: no such entity set: use leads, the entity set name of lead"),
		associate("typing error", "accounts", "accountlead_association", "leads", "/navigationProperty: no such collection-valued navigation property of account; did you mean accountleads_association?"),
		associate("single-valued", "accounts", "primarycontactid", "contacts", "/navigationProperty: single-valued: set it, or clear it with null, by primarycontactid@odata.bind in an update"),
		associate("lookup", "contacts", "parentcustomerid", "accounts", "/navigationProperty: a lookup: set it, or clear it with null, by parentcustomerid_account@odata.bind or parentcustomerid_contact@odata.bind in an update"),
		associate("both sides wrong", "account", "x", "lead", "/entitySet: no such entity set: use accounts, the entity set name of account", "/related/entitySet: no such entity set: use leads, the entity set name of lead"),
		{"disassociate", `{"operation":"disassociate","entitySet":"accounts","id":"` + someID + `","navigationProperty":"Account_Task","related":{"entitySet":"tasks","id":"` + someID + `"}}`,
			[]string{"/navigationProperty: no such collection-valued navigation property of account; did you mean Account_Tasks?"}},
	})
}

func TestCheckActions(t *testing.T) {
	action := func(name, fields string, want ...string) checks {
		return checks{name, `{"operation":"action",` + fields + `}`, want}
	}
	const note, row = `"action":"new_AddNoteToContact","parameters":{"NoteTitle":"x","NoteText":"y"}`, `"id":"` + someID + `",`
	runChecks(t, []checks{
		action("bound to a row", `"entitySet":"contacts",`+row+note),
		action("full name", `"entitySet":"contacts",`+row+`"action":"Microsoft.Dynamics.CRM.new_AddNoteToContact","parameters":{"NoteTitle":"x","NoteText":"y"}`),
		action("row of another table", `"entitySet":"leads",`+row+note, "/action: bound to a row of contacts: give that as entitySet, and id or key"),
		action("row action without a row", note, "/action: bound to a row of contacts: give that as entitySet, and id or key"),
		action("table action on a row", `"entitySet":"leads",`+row+`"action":"new_AssignTerritory"`, "/action: bound to the table leads: give that as entitySet, and no id or key"),
		action("unbound action on a table", `"entitySet":"opportunities","action":"WinOpportunity"`, "/action: an unbound action: give no entitySet, id or key"),
		action("full name of an unbound one", `"action":"Microsoft.Dynamics.CRM.new_RecordSyncRun","parameters":{"Source":"x"}`, "/action: an unbound action goes by its name alone, without a namespace"),
		action("typing error", `"action":"WinOportunity"`, "/action: no such action; did you mean WinOpportunity?"),
		action("function", `"action":"WhoAmI"`, "/action: a function: it changes nothing, and a message cannot call it"),
		action("no table", `"entitySet":"contact",`+row+note, "/entitySet: no such entity set: use contacts, the entity set name of contact"),
		action("parameter left out", `"action":"new_RecordSyncRun"`, "/parameters/Source: missing, required for new_RecordSyncRun"),
		action("optional ones null and left out", `"action":"new_RecordSyncRun","parameters":{"Source":"x","RowCount":null}`),
		action("required one null", `"action":"new_RecordSyncRun","parameters":{"Source":null}`, "/parameters/Source: expected a value, got null"),
		action("parameters that are none", `"action":"new_RecordSyncRun","parameters":{"source":"x","Source":1}`, "/parameters/Source: expected a string (Edm.String), got a number", "/parameters/source: no such parameter of new_RecordSyncRun; did you mean Source?"),
		action("row as a parameter", `"action":"WinOpportunity","parameters":{"Status":"three","OpportunityClose":{"subjct":"x","opportunityid@odata.bind":"/leads(`+someID+`)"}}`,
			"/parameters/OpportunityClose/opportunityid@odata.bind: leads to opportunities, not to leads", "/parameters/OpportunityClose/subjct: no such column of opportunityclose; did you mean subject?",
			"/parameters/Status: expected a whole number from -2147483648 to 2147483647 (Edm.Int32), got a text that is no such number"),
		action("no row as a parameter", `"action":"WinOpportunity","parameters":{"Status":3,"OpportunityClose":"x"}`, "/parameters/OpportunityClose: expected an object of type opportunityclose, got a string"),
		action("complex values", `"entitySet":"roles",`+row+`"action":"AddPrivilegesRole","parameters":{"Privileges":[{"PrivilegeId":"`+someID+`","Depth":"3"},{"PrivilegeID":1,"Depth":true},null]}`,
			"/parameters/Privileges/1/Depth: expected a member of PrivilegeDepth, got a boolean", "/parameters/Privileges/1/PrivilegeID: no such column of RolePrivilege; did you mean PrivilegeId?", "/parameters/Privileges/2: expected a value, got null"),
		action("no list", `"entitySet":"roles",`+row+`"action":"AddPrivilegesRole","parameters":{"Privileges":{}}`, "/parameters/Privileges: expected an array, got an object"),
	})
}

// TestStateOfANewRow: Dataverse may ignore the state in a create.
func TestStateOfANewRow(t *testing.T) {
	const warning = "warning: /data/statecode: on most tables a new row is active whatever the message says: create it, then update statecode with statuscode"
	runChecks(t, []checks{
		inData("inactive", `"name":"x","statecode":1,"statuscode":2`, warning),
		inData("active", `"name":"x","statecode":0`),
		{"of a row that is there", `{"operation":"update","entitySet":"accounts","id":"` + someID + `","data":{"statecode":1,"statuscode":2}}`, nil},
	})
}

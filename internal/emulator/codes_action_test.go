package emulator_test

import (
	"slices"

	"sns-dynamics/internal/emulator"
)

// The requests of actions for the table of codes.
const (
	qualify   = "leads(" + emulator.LeadID + ")/" + crm + "QualifyLead"
	qualified = `{"CreateAccount":true,"CreateContact":false,"CreateOpportunity":false,"Status":3}`
	ofAccount = `"customerid_account@odata.bind":"/accounts(` + emulator.AccountID + `)"`
	lost      = `{"Status":4,"OpportunityClose":{"opportunityid@odata.bind":"/opportunities(` + emulator.OpportunityID + `)"}}`
)

var (
	intoQueue = "queues(" + rowID(1) + ")/" + crm + "AddToQueue"
	queued    = `{"Target":{"activityid":"` + rowID(2) + `","@odata.type":"` + crm + `task"}}`
	resolved  = `{"Status":5,"IncidentResolution":{"incidentid@odata.bind":"/incidents(` + rowID(1) + `)"}}`
)

// queue makes a queue and a task.
func queue(c *client) {
	c.must(204, "POST", "queues", `{"queueid":"`+rowID(1)+`","name":"Queue"}`)
	c.must(204, "POST", "tasks", `{"activityid":"`+rowID(2)+`","subject":"Ask"}`)
}

// merged is the body that merges an account into the account of the schema.
func merged(subordinate string) string {
	account := func(id string) string { return `{"accountid":"` + id + `","@odata.type":"` + crm + `account"}` }
	return `{"Target":` + account(emulator.AccountID) + `,"Subordinate":` + account(subordinate) + `,"PerformParentingChecks":false}`
}

// defaultTeam adds a default team of the business unit.
func defaultTeam(m map[string]any) {
	unit := ""
	for _, r := range m["rows"].([]any) {
		if r := r.(map[string]any); r["table"] == "businessunit" {
			unit = r["id"].(string)
		}
	}
	m["rows"] = append(m["rows"].([]any), map[string]any{"table": "team", "id": rowID(1), "cells": map[string]any{
		"name": "contoso", "isdefault": true, "businessunitid": "businessunit:" + unit,
	}})
}

// withoutCreateAccount removes the privilege to create accounts from every role except the
// administrator's.
func withoutCreateAccount(m map[string]any) {
	for _, g := range m["grants"].([]any) {
		if tables, ok := g.(map[string]any)["tables"].(map[string]any); ok {
			tables["Account"] = "RWDATS"
		}
	}
}

// itemOf is the body of a queue item for the row that queue makes, or for an email in its place.
func itemOf(table string) string {
	return `{"queueid@odata.bind":"/queues(` + rowID(1) + `)","objectid_` + table + `@odata.bind":"/` + table + `s(` + rowID(2) + `)"}`
}

// inUnits are the columns that a product needs beside its number.
const inUnits = `"quantitydecimal":0,"defaultuomscheduleid":{"name":"x"}`

// product makes a quote without a price list, a product, a unit and a price list.
func product(c *client) {
	c.must(204, "POST", "quotes", `{"quoteid":"`+rowID(1)+`","name":"x",`+ofAccount+`}`)
	c.must(204, "POST", "products", `{"productid":"`+rowID(2)+`","name":"x","productnumber":"x",`+inUnits+`}`)
	c.must(204, "POST", "uoms", `{"uomid":"`+rowID(3)+`","name":"x","quantity":1,"uomscheduleid":{"name":"x"}}`)
	c.must(204, "POST", "pricelevels", `{"pricelevelid":"`+rowID(4)+`","name":"x"}`)
}

// price is the body of a price of what product makes.
var price = `{"amount":1,"pricelevelid@odata.bind":"/pricelevels(` + rowID(4) + `)","productid@odata.bind":"/products(` + rowID(2) + `)","uomid@odata.bind":"/uoms(` + rowID(3) + `)"}`

// lineOf is the body of a line of what product makes.
func lineOf(unit bool) string {
	body := `{"quantity":1,"quoteid@odata.bind":"/quotes(` + rowID(1) + `)","productid@odata.bind":"/products(` + rowID(2) + `)"`
	if unit {
		body += `,"uomid@odata.bind":"/uoms(` + rowID(3) + `)"`
	}
	return body + `}`
}

func closedQuote(c *client) {
	c.must(204, "POST", "quotes", `{"quoteid":"`+rowID(1)+`","name":"x",`+ofAccount+`}`)
	c.must(204, "PATCH", "quotes("+rowID(1)+")", `{"statecode":1,"statuscode":2}`)
	c.must(204, "POST", "CloseQuote", `{"Status":5,"QuoteClose":{"subject":"x","quoteid@odata.bind":"/quotes(`+rowID(1)+`)"}}`)
}

func closedInvoice(c *client) {
	c.must(204, "POST", "invoices", `{"invoiceid":"`+rowID(1)+`","name":"x",`+ofAccount+`}`)
	c.must(204, "PATCH", "invoices("+rowID(1)+")", `{"statecode":1,"statuscode":3}`)
}

// quoteWithoutCode takes the code of a refused state from the table of quotes.
func quoteWithoutCode(m map[string]any) {
	for _, table := range m["tables"].([]any) {
		if table := table.(map[string]any); table["name"] == "quote" {
			from := table["transitions"].(map[string]any)["from"].(map[string]any)
			delete(from["1"].(map[string]any), "code")
		}
	}
}

// withJob adds a system job that waits.
func withJob(m map[string]any) { addJob(m, 1, 10) }

func withCompletedJob(m map[string]any) { addJob(m, 3, 30) }

func addJob(m map[string]any, state, status int) {
	m["rows"] = append(m["rows"].([]any), map[string]any{"table": "asyncoperation", "id": rowID(1), "cells": map[string]any{"statecode": state, "statuscode": status}})
}

// withSensorsOfAccounts lets rows of the elastic table have a lookup to accounts.
func withSensorsOfAccounts(m map[string]any) {
	m["relationships"] = append(m["relationships"].([]any), map[string]any{
		"name": "contoso_account_sensordatas", "from": "contoso_sensordata.contoso_accountid", "to": "account", "nav": "contoso_accountid", "collection": "contoso_account_sensordatas",
	})
}

func roleElsewhere(m map[string]any) {
	const unit = "0f0d9c3a-7b51-4d0e-9c54-3a5f1b6f0009"
	addLink(m, "systemuserroles_association", emulator.ApplicationUserID, emulator.AdministratorRoleID)
	rows := m["rows"].([]any)
	at := slices.IndexFunc(rows, func(r any) bool { return r.(map[string]any)["table"] == "role" })
	m["rows"] = slices.Insert(rows, at, any(map[string]any{"table": "businessunit", "id": unit, "cells": map[string]any{"name": "other"}}))
	for _, r := range m["rows"].([]any) {
		if r := r.(map[string]any); r["id"] == emulator.DelegateRoleID {
			r["cells"].(map[string]any)["businessunitid"] = "businessunit:" + unit
		}
	}
}

func withoutDelegate(m map[string]any) {
	m["links"] = slices.DeleteFunc(m["links"].([]any), func(l any) bool {
		l2 := l.(map[string]any)
		return l2["from"] == emulator.ApplicationUserID && l2["to"] == emulator.DelegateRoleID
	})
}

func withoutUser(m map[string]any) {
	for _, r := range m["rows"].([]any) {
		if r := r.(map[string]any); r["id"] == emulator.ApplicationUserID {
			delete(r["cells"].(map[string]any), "applicationid")
		}
	}
}

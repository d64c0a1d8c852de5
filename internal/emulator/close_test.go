package emulator_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// closeBody is the body of a closing action.
func closeBody(parameter, activity, bind string, status int) string {
	return fmt.Sprintf(`{"Status":%d,%q:{"@odata.type":"%s%s","subject":"x",%s}}`, status, parameter, crm, activity, bind)
}

// create inserts a row and returns its path.
func (c *client) create(t *testing.T, set, key, body string) string {
	t.Helper()
	row := c.must(201, "POST", set, body, "Prefer", "return=representation").json(t)
	return set + "(" + row[key].(string) + ")"
}

// wantState checks statecode and statuscode of a row.
func (c *client) wantState(t *testing.T, path string, state, status string) {
	t.Helper()
	row := c.must(200, "GET", path+"?$select=statecode,statuscode", "").json(t)
	if row["statecode"] != json.Number(state) || row["statuscode"] != json.Number(status) {
		t.Errorf("%s: statecode %v, statuscode %v, want %s and %s", path, row["statecode"], row["statuscode"], state, status)
	}
}

func TestLoseOpportunity(t *testing.T) {
	c := start(t, emulator.Options{})
	path := "opportunities(" + emulator.OpportunityID + ")"
	bind := `"opportunityid@odata.bind":"/` + path + `"`
	c.refuses([]refused{
		{"status of another state", "", "LoseOpportunity", closeBody("OpportunityClose", "opportunityclose", bind, 3), nil, 400, "0x80048408", "3 is not a valid status code for state code OpportunityState.Lost"},
		{"another parameter", "", "LoseOpportunity", `{"Status":4,"QuoteClose":{}}`, nil, 400, "0x80048d19", "QuoteClose"},
	})
	c.must(204, "POST", "LoseOpportunity", closeBody("OpportunityClose", "opportunityclose", bind, -1))
	c.wantState(t, path, "2", "4")
	c.refuses([]refused{{"again", "", "LoseOpportunity", closeBody("OpportunityClose", "opportunityclose", bind, 5), nil, 400, "0x80040515", "already closed"}})
}

func TestCloseIncident(t *testing.T) {
	c := start(t, emulator.Options{})
	path := c.create(t, "incidents", "incidentid", `{"title":"Wheel","customerid_account@odata.bind":"/`+onAccount()+`"}`)
	bind := `"incidentid@odata.bind":"/` + path + `"`
	task := c.create(t, "tasks", "activityid", `{"subject":"Ask","regardingobjectid_incident_task@odata.bind":"/`+path+`"}`)
	c.refuses([]refused{
		{"open activity", "", "CloseIncident", closeBody("IncidentResolution", "incidentresolution", bind, 5), nil, 400, "0x8004440a", "open activities"},
		{"no incident", "", "CloseIncident", `{"Status":5,"IncidentResolution":{"subject":"x"}}`, nil, 400, "0x80044409", "incident id is missing"},
		{"no such incident", "", "CloseIncident", closeBody("IncidentResolution", "incidentresolution", strings.Replace(bind, path, "incidents(00000000-0000-0000-0000-000000000001)", 1), 5), nil, 404, "0x80040217", "incident With Id"},
	})
	c.must(204, "PATCH", task, `{"statecode":1,"statuscode":5}`)
	c.must(204, "POST", "CloseIncident", closeBody("IncidentResolution", "incidentresolution", bind, 1000))
	c.wantState(t, path, "1", "1000")
	row := c.must(200, "GET", path+"?$expand=Incident_IncidentResolutions($select=subject)", "").json(t)
	if n := len(row["Incident_IncidentResolutions"].([]any)); n != 1 {
		t.Errorf("%d resolutions, want 1", n)
	}
	c.refuses([]refused{{"again", "", "CloseIncident", closeBody("IncidentResolution", "incidentresolution", bind, 5), nil, 400, "0x80044411", "Already Closed"}})
}

func TestCloseQuote(t *testing.T) {
	c := start(t, emulator.Options{})
	for _, q := range []struct {
		action        string
		status        int
		state, closed string
	}{{"WinQuote", 4, "2", "4"}, {"CloseQuote", 6, "3", "6"}, {"CloseQuote", -1, "3", "7"}} {
		path := c.create(t, "quotes", "quoteid", `{"name":"Bicycles","customerid_account@odata.bind":"/`+onAccount()+`","quote_details":[{"isproductoverridden":true,"productdescription":"Bicycle","quantity":2,"priceperunit":10.5}]}`)
		body := closeBody("QuoteClose", "quoteclose", `"quoteid@odata.bind":"/`+path+`"`, q.status)
		c.refuses([]refused{{"draft", "", q.action, body, nil, 400, "0x80040203", "cannot be closed from statecode 0"}})
		c.must(204, "PATCH", path, `{"statecode":1,"statuscode":2}`)
		c.must(204, "POST", q.action, body)
		c.wantState(t, path, q.state, q.closed)
	}
	if rows, _ := c.Rows("quotecloses"); len(rows) != 3 {
		t.Errorf("%d close activities, want 3", len(rows))
	}
}

func TestCloseSalesOrder(t *testing.T) {
	c := start(t, emulator.Options{})
	for action, want := range map[string][2]string{"CancelSalesOrder": {"2", "4"}, "FulfillSalesOrder": {"3", "100001"}} {
		path := c.create(t, "salesorders", "salesorderid", `{"name":"Order","customerid_contact@odata.bind":"/contacts(`+emulator.ContactID+`)","ordernumber":"ORD-1"}`)
		bind := `"salesorderid@odata.bind":"/` + path + `"`
		if action == "CancelSalesOrder" {
			c.refuses([]refused{{"type", "", action, `{"Status":4,"OrderClose":{` + bind + `}}`, nil, 400, "0x80048d19", "@odata.type"}})
		}
		c.must(204, "POST", action, closeBody("OrderClose", "orderclose", bind, -1))
		c.wantState(t, path, want[0], want[1])
		c.refuses([]refused{{"again", "", action, closeBody("OrderClose", "orderclose", bind, -1), nil, 400, "0x80040203", "cannot be closed"}})
	}
}

// TestActionWithoutItsTables: a schema may lack the tables of an action.
func TestActionWithoutItsTables(t *testing.T) {
	c := start(t, emulator.Options{Schema: editedSchema(t, func(m map[string]any) {
		without(m, "incidentresolution")
	})})
	c.refuses([]refused{{"no table", "", "CloseIncident", `{"Status":5,"IncidentResolution":{}}`, nil, 501, "NotCovered", "CloseIncident without the tables"}})
}

// without removes a table and its relationships from a schema.
func without(m map[string]any, name string) {
	tables := []any{}
	for _, table := range m["tables"].([]any) {
		if table.(map[string]any)["name"] != name {
			tables = append(tables, table)
		}
	}
	relationships := []any{}
	for _, r := range m["relationships"].([]any) {
		r := r.(map[string]any)
		from, _ := r["from"].(string)
		if r["to"] != name && !strings.HasPrefix(from, name+".") {
			relationships = append(relationships, r)
		}
	}
	m["tables"], m["relationships"] = tables, relationships
}

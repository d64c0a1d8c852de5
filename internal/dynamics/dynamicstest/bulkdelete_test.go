package dynamicstest_test

import (
	"fmt"
	"testing"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

func TestBulkDelete(t *testing.T) {
	c := start(t, dynamicstest.Options{})
	body := func(table, column, operator, id string) string {
		return fmt.Sprintf(`{"JobName":"x","SendEmailNotification":false,"ToRecipients":[],"CCRecipients":[],"RecurrencePattern":"","StartDateTime":"2026-11-21T07:00:00Z",
			"QuerySet":[{"@odata.type":"Microsoft.Dynamics.CRM.QueryExpression","EntityName":%q,"Criteria":{"FilterOperator":"And","Conditions":[
			{"AttributeName":%q,"Operator":%q,"Values":[{"Value":%q,"Type":"System.Guid"},{"Value":"00000000-0000-0000-0000-000000000009","Type":"System.Guid"}]}]}}]}`, table, column, operator, id)
	}
	kept := c.must(204, "POST", "tasks", `{"subject":"kept"}`).created()
	gone := c.must(204, "POST", "tasks", `{"subject":"gone"}`).created()
	if job := c.must(200, "POST", "BulkDelete", body("task", "activityid", "In", gone)).json(t)["JobId"]; job == "" {
		t.Error("no id of a job")
	}
	c.must(404, "GET", "tasks("+gone+")", "")
	c.must(200, "GET", "tasks("+kept+")", "")
	c.refuses([]refused{
		{"table", "POST", "BulkDelete", body("nothing", "activityid", "In", kept), nil, 404, "0x80041102", "'nothing'"},
		{"column", "POST", "BulkDelete", body("task", "subject", "In", kept), nil, 501, "dynamicstest", "subject"},
		{"operator", "POST", "BulkDelete", body("task", "activityid", "NotIn", kept), nil, 501, "dynamicstest", "NotIn"},
		{"id", "POST", "BulkDelete", body("task", "activityid", "In", "1"), nil, 400, "0x80048d19", "'1'"},
		{"part", "POST", "BulkDelete", `{"QuerySet":[{"Orders":[]}]}`, nil, 501, "dynamicstest", "Orders"},
		{"none", "POST", "BulkDelete", `{}`, nil, 501, "dynamicstest", "one query"},
		{"privilege", "POST", "BulkDelete", body("task", "activityid", "In", kept), []string{"MSCRMCallerID", dynamicstest.AnaID}, 403, "0x80040220", "prvDeleteActivity"},
		{"method", "GET", "BulkDelete", "", nil, 404, "", "No HTTP resource"},
	})
	c.must(200, "GET", "tasks("+kept+")", "")
}

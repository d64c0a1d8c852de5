package emulator_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/emulator"
)

// bulkDeletion is the body of BulkDelete for the rows of a table that match the conditions,
// given as JSON.
func bulkDeletion(table, recurrence, start string, conditions ...string) string {
	return fmt.Sprintf(`{"JobName":"clear","SendEmailNotification":false,"ToRecipients":[],"CCRecipients":[],"RecurrencePattern":%q,"StartDateTime":%q,
		"QuerySet":[{"@odata.type":"Microsoft.Dynamics.CRM.QueryExpression","EntityName":%q,"Criteria":{"FilterOperator":"And","Conditions":[%s]}}]}`,
		recurrence, start, table, strings.Join(conditions, ","))
}

// where is a condition with values of a type.
func where(column, operator, typeName string, values ...string) string {
	var list []string
	for _, v := range values {
		list = append(list, fmt.Sprintf(`{"Value":%q,"Type":%q}`, v, typeName))
	}
	return fmt.Sprintf(`{"AttributeName":%q,"Operator":%q,"Values":[%s]}`, column, operator, strings.Join(list, ","))
}

const started = "2026-11-21T07:00:00Z"

func TestBulkDelete(t *testing.T) {
	c := start(t, emulator.Options{Now: fixedClock})
	kept := c.must(204, "POST", "tasks", `{"subject":"kept"}`).created()
	gone := c.must(204, "POST", "tasks", `{"subject":"gone"}`).created()
	byID := func(id string) string {
		return bulkDeletion("task", "", started, where("activityid", "In", "System.Guid", id, "00000000-0000-0000-0000-000000000009"))
	}
	id := c.must(200, "POST", "BulkDelete", byID(gone)).json(t)["JobId"]
	c.must(404, "GET", "tasks("+gone+")", "")
	c.must(200, "GET", "tasks("+kept+")", "")
	job := c.must(200, "GET", fmt.Sprintf("asyncoperations(%s)", id), "").json(t)
	for name, want := range map[string]any{
		"statecode": json.Number("3"), "statuscode": json.Number("30"), "operationtype": json.Number("13"), "name": "clear", "message": "1 deleted, 0 not deleted",
		"completedon": started, "_ownerid_value": emulator.ApplicationUserID,
	} {
		if job[name] != want {
			t.Errorf("%s is %v, want %v", name, job[name], want)
		}
	}
	c.refuses([]refused{
		{"table", "POST", "BulkDelete", bulkDeletion("nothing", "", started), nil, 404, "0x80041102", "'nothing'"},
		{"column", "POST", "BulkDelete", bulkDeletion("task", "", started, where("nothing", "In", "System.String", "x")), nil, 400, "0x80041103", "'nothing'"},
		{"documented column", "POST", "BulkDelete", bulkDeletion("task", "", started, where("subcategory", "In", "System.String", "x")), nil, 501, "NotCovered", "subcategory"},
		{"operator", "POST", "BulkDelete", bulkDeletion("task", "", started, where("activityid", "NotIn", "System.Guid", kept)), nil, 501, "NotCovered", "NotIn"},
		{"two values", "POST", "BulkDelete", bulkDeletion("task", "", started, where("subject", "Equal", "System.String", "a", "b")), nil, 501, "NotCovered", "2 values"},
		{"date of a text", "POST", "BulkDelete", bulkDeletion("task", "", started, where("subject", "OnOrBefore", "System.DateTime", started)), nil, 501, "NotCovered", "OnOrBefore"},
		{"id", "POST", "BulkDelete", byID("1"), nil, 400, "0x80048d19", "'1'"},
		{"days", "POST", "BulkDelete", bulkDeletion("task", "", started, where("createdon", "OlderThanXDays", "System.Int32", "x")), nil, 400, "0x80048d19", "'x'"},
		{"part", "POST", "BulkDelete", `{"QuerySet":[{"Orders":[]}]}`, nil, 501, "NotCovered", "Orders"},
		{"no query", "POST", "BulkDelete", `{}`, nil, 501, "NotCovered", "without a query"},
		{"e-mail", "POST", "BulkDelete", `{"SendEmailNotification":true}`, nil, 501, "NotCovered", "notifications"},
		{"start", "POST", "BulkDelete", bulkDeletion("task", "", "today"), nil, 400, "0x80048d19", "'today'"},
		{"privilege", "POST", "BulkDelete", byID(kept), []string{"MSCRMCallerID", emulator.AnaID}, 403, "0x80040220", "prvBulkDelete"},
		{"privilege on the table", "POST", "BulkDelete", bulkDeletion("role", "", started), nil, 403, "0x80040220", "prvDeleteRole"},
		{"method", "GET", "BulkDelete", "", nil, 404, "", "No HTTP resource"},
		{"weekly", "POST", "BulkDelete", bulkDeletion("task", "FREQ=WEEKLY;", started), nil, 400, "0x8004d2a0", "daily"},
		{"no frequency", "POST", "BulkDelete", bulkDeletion("task", "INTERVAL=1", started), nil, 400, "0x8004e100", "Invalid recurrence pattern"},
		{"malformed", "POST", "BulkDelete", bulkDeletion("task", "FREQ", started), nil, 400, "0x8004e100", ""},
		{"until", "POST", "BulkDelete", bulkDeletion("task", "FREQ=DAILY;COUNT=3", started), nil, 501, "NotCovered", "COUNT"},
		{"two hours", "POST", "BulkDelete", bulkDeletion("task", "FREQ=DAILY;BYHOUR=2,4", started), nil, 501, "NotCovered", "BYHOUR=2,4"},
		{"a job of one's own", "POST", "asyncoperations", `{"name":"x"}`, nil, 403, "0x80040220", "prvCreateAsyncOperation"},
	})
	c.must(200, "GET", "tasks("+kept+")", "")
	set := c.batch([]string{changeSet(inChangeSet("1", "POST", "/api/data/v9.2/BulkDelete", byID(kept)))})
	if set.status != 501 {
		t.Errorf("in a change set: %d %s", set.status, set.body)
	}
	c.must(204, "DELETE", fmt.Sprintf("asyncoperations(%s)", id), "")
}

// TestBulkDeleteConditions holds each operator to the rows that it deletes.
func TestBulkDeleteConditions(t *testing.T) {
	for _, tt := range []struct {
		conditions []string
		left       string // the subjects of the tasks that are left
	}{
		{nil, ""},
		{[]string{where("subject", "Equal", "System.String", "A")}, "b,c"},
		{[]string{where("subject", "In", "System.String", "a", "b")}, "c"},
		{[]string{where("percentcomplete", "GreaterEqual", "System.Int32", "50")}, "a,c"},
		{[]string{where("percentcomplete", "LessThan", "System.Int32", "50")}, "b,c"},
		{[]string{where("percentcomplete", "Null", "")}, "a,b"},
		{[]string{where("percentcomplete", "NotNull", ""), where("subject", "Equal", "System.String", "b")}, "a,c"},
		{[]string{where("scheduledend", "OnOrBefore", "System.DateTime", "2026-11-01T23:00:00Z")}, "b,c"},
		{[]string{where("scheduledend", "On", "System.DateTime", "2026-11-20T01:00:00Z")}, "a,c"},
		{[]string{where("scheduledend", "OlderThanXDays", "System.Int32", "2")}, "b,c"},
		{[]string{where("scheduledend", "OlderThanXHours", "System.Int32", "2")}, "c"},
		{[]string{where("createdon", "OlderThanXDays", "System.Int32", "1")}, "a,b,c"},
	} {
		c := start(t, emulator.Options{Now: fixedClock})
		c.must(204, "POST", "tasks", `{"subject":"a","percentcomplete":10,"scheduledend":"2026-11-01T12:00:00Z"}`)
		c.must(204, "POST", "tasks", `{"subject":"b","percentcomplete":50,"scheduledend":"2026-11-20T12:00:00Z"}`)
		c.must(204, "POST", "tasks", `{"subject":"c"}`)
		c.must(200, "POST", "BulkDelete", bulkDeletion("task", "", started, tt.conditions...))
		if got := c.subjectsOf(); got != tt.left {
			t.Errorf("%v: left %q, want %q", tt.conditions, got, tt.left)
		}
		c.Close()
	}
}

// TestRecurringBulkDelete runs a job on the days of its pattern, over a restart.
func TestRecurringBulkDelete(t *testing.T) {
	at := &clock{fixedClock()} // 07:00
	c := start(t, emulator.Options{Now: at.Now})
	id := c.must(200, "POST", "BulkDelete", bulkDeletion("task", "FREQ=DAILY;INTERVAL=2;BYHOUR=2;BYMINUTE=30", started, where("subject", "Equal", "System.String", "old"))).json(t)["JobId"]
	path := fmt.Sprintf("asyncoperations(%s)", id)
	state := func(want, until string) {
		t.Helper()
		job := c.must(200, "GET", path+"?$select=statecode,statuscode,postponeuntil,recurrencepattern", "").json(t)
		if got := fmt.Sprintf("%v %v", job["statecode"], job["statuscode"]); got != want || fmt.Sprint(job["postponeuntil"]) != until || job["recurrencepattern"] != "FREQ=DAILY;INTERVAL=2;BYHOUR=2;BYMINUTE=30" {
			t.Errorf("%s: the job %v, want %s until %s", at.now, job, want, until)
		}
	}
	old := func() { t.Helper(); c.must(204, "POST", "tasks", `{"subject":"old"}`) }
	c.must(204, "POST", "tasks", `{"subject":"new"}`)
	old()
	state("1 10", "2026-11-22T02:30:00Z")
	at.now = time.Date(2026, 11, 22, 2, 29, 59, 0, time.UTC)
	c.login()
	if got := c.subjectsOf(); got != "new,old" {
		t.Errorf("too early: %s", got)
	}
	at.now = at.now.Add(time.Second)
	c.login()
	if got := c.subjectsOf(); got != "new" {
		t.Errorf("the first run: %s", got)
	}
	state("1 10", "2026-11-24T02:30:00Z")
	old()
	c = start(t, emulator.Options{Now: at.Now, State: save(t, c.Emulator)})
	at.now = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC) // three runs were missed
	c.login()
	if got := c.subjectsOf(); got != "new" {
		t.Errorf("after a restart: %s", got)
	}
	state("1 10", "2026-11-30T02:30:00Z")
	c.refuses([]refused{
		{"delete", "DELETE", path, "", nil, 400, "0x8004416a", "Completed state"},
		{"pause", "PATCH", path, `{"statecode":2}`, nil, 400, "0x80044162", ""},
		{"pattern", "PATCH", path, `{"recurrencepattern":"FREQ=DAILY"}`, nil, 501, "NotCovered", "recurrencepattern"},
	})
	old()
	c.must(204, "PATCH", path, `{"statecode":0,"statuscode":0}`) // Resume
	if got := c.subjectsOf(); got != "new" {
		t.Errorf("resumed: %s", got)
	}
	old()
	c.must(204, "PATCH", path, `{"postponeuntil":"2026-12-02T00:00:00Z"}`)
	at.now = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	c.login()
	if got := c.subjectsOf(); got != "new,old" {
		t.Errorf("postponed: %s", got)
	}
	c.must(204, "PATCH", path, `{"statecode":3,"statuscode":32}`) // Cancel
	at.now = at.now.AddDate(0, 1, 0)
	c.login()
	if got := c.subjectsOf(); got != "new,old" {
		t.Errorf("cancelled: %s", got)
	}
	c.refuses([]refused{{"resume", "PATCH", path, `{"statecode":0,"statuscode":0}`, nil, 400, "0x80044166", ""}})
	c.must(204, "DELETE", path, "")
	c.must(404, "GET", path, "")
}

// TestLaterBulkDelete runs a job once, at its time, with the privileges that its owner has
// then.
func TestLaterBulkDelete(t *testing.T) {
	at := &clock{fixedClock()}
	c := start(t, emulator.Options{Schema: administrator(t), Now: at.Now})
	c.must(204, "POST", "businessunits", `{"name":"unit","parentbusinessunitid@odata.bind":"/businessunits(`+emulator.BusinessUnitID+`)"}`)
	c.must(204, "POST", "tasks", `{"subject":"old"}`)
	start := func(table string) string {
		t.Helper()
		return fmt.Sprintf("asyncoperations(%s)", c.must(200, "POST", "BulkDelete", bulkDeletion(table, "", "2026-11-21T10:00:00+01:00")).json(t)["JobId"])
	}
	tasks, units := start("task"), start("businessunit")
	at.now = at.now.Add(2 * time.Hour)
	c.login()
	if got := c.subjectsOf(); got != "" {
		t.Errorf("left %s", got)
	}
	for path, want := range map[string]string{tasks: "3 30 1 deleted, 0 not deleted", units: "3 31 1 deleted, 1 not deleted"} {
		job := c.must(200, "GET", path, "").json(t)
		if got := fmt.Sprintf("%v %v %v", job["statecode"], job["statuscode"], job["message"]); got != want {
			t.Errorf("the job is %s, want %s", got, want)
		}
	}
	c.refuses([]refused{{"a job of a client's", "POST", "asyncoperations", `{"name":"x"}`, nil, 501, "NotCovered", "asyncoperation"}})
	c.must(204, "POST", "tasks", `{"subject":"safe"}`)
	c.giveRole(emulator.EveID, emulator.AdministratorRoleID)
	body := bulkDeletion("task", "", "2026-11-21T12:00:00Z")
	job := c.must(200, "POST", "BulkDelete", body, "MSCRMCallerID", emulator.EveID).json(t)["JobId"]
	c.must(204, "PATCH", "systemusers("+emulator.EveID+")", `{"isdisabled":true}`)
	at.now = at.now.Add(24 * time.Hour)
	c.login()
	if got := c.subjectsOf(); got != "safe" {
		t.Errorf("left %s", got)
	}
	if got := c.must(200, "GET", fmt.Sprintf("asyncoperations(%s)", job), "").json(t)["statuscode"]; got != json.Number("31") {
		t.Errorf("the job of a disabled owner: %v", got)
	}
}

// TestCompletedJobKeepsItsStatus is about a system job that has ended: an update does not make
// it canceled.
func TestCompletedJobKeepsItsStatus(t *testing.T) {
	c := start(t, emulator.Options{Schema: editedSchema(t, withCompletedJob)})
	job := "asyncoperations(" + rowID(1) + ")"
	c.refuses([]refused{
		{"a cancellation", "PATCH", job, `{"statecode":3,"statuscode":32}`, nil, 501, "NotCovered", "another status of asyncoperation in the state Completed"},
		{"the state alone", "PATCH", job, `{"statecode":3}`, nil, 501, "NotCovered", "another status of asyncoperation"},
	})
	c.must(204, "PATCH", job, `{"statecode":3,"statuscode":30}`)
}

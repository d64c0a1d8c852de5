package emulator_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// withStandalone makes a custom action one that takes part in no transaction.
func withStandalone(m map[string]any) {
	for _, a := range m["actions"].([]any) {
		if a := a.(map[string]any); a["name"] == "new_RecordSyncRun" {
			a["standalone"] = true
		}
	}
}

// The operations of a change set: a call of that action, and a task.
var (
	standaloneCall = inChangeSet("2", "POST", "/api/data/v9.2/new_RecordSyncRun", `{"Source":"ERP"}`)
	newTask        = inChangeSet("1", "POST", "/api/data/v9.2/tasks", `{"subject":"made"}`)
)

// TestActionWithoutTransaction undoes a change set with an action that takes part in no
// transaction. Alone, and in a batch without a change set, the action runs.
func TestActionWithoutTransaction(t *testing.T) {
	c := start(t, emulator.Options{Schema: editedSchema(t, withStandalone)})
	r := c.batch([]string{changeSet(newTask, standaloneCall), operation("POST", "tasks", `{"subject":"later"}`)})
	parts := r.mustParts(t, 1)
	if got := statuses(parts); r.status != 400 || got != "[2:400]" {
		t.Errorf("%d %s, want 400 [2:400]", r.status, got)
	}
	code, message := parts[0].changeSet[0].refusal()
	if code != "0x8005e007" || message != "The operation that you are trying to perform does not support transactions." {
		t.Errorf("%s %s", code, message)
	}
	if got := c.subjectsOf(); got != "" {
		t.Errorf("left %s", got)
	}
	if got := statuses(c.batch([]string{operation("POST", "new_RecordSyncRun", `{"Source":"ERP"}`)}).mustParts(t, 1)); got != "204" {
		t.Errorf("in a batch: %s", got)
	}
	c.must(204, "POST", "new_RecordSyncRun", `{"Source":"ERP"}`)
}

// TestFailedCommit undoes change sets whose operations all succeeded: rows, changes,
// deletions and associations.
func TestFailedCommit(t *testing.T) {
	c := start(t, emulator.Options{})
	account := "accounts(" + emulator.AccountID + ")"
	before := everyRow(t, c.Emulator)
	set := changeSet(newTask,
		inChangeSet("2", "PATCH", "/api/data/v9.2/"+account, `{"name":"changed"}`),
		inChangeSet("3", "DELETE", "/api/data/v9.2/opportunities("+emulator.OpportunityID+")", ""),
		inChangeSet("4", "POST", "/api/data/v9.2/"+account+"/accountleads_association/$ref", `{"@odata.id":"`+c.conn.ServiceRootURL+"leads("+emulator.LeadID+`)"}`))
	if err := c.SetFault("commit-0x8005e007", 1); err != nil {
		t.Fatal(err)
	}
	c.must(204, "POST", "annotations", `{"subject":"no change set"}`) // the fault waits
	before["annotations"] = everyRow(t, c.Emulator)["annotations"]
	r := c.batch([]string{set, operation("GET", "WhoAmI", "")}, "Prefer", "odata.continue-on-error")
	parts := r.mustParts(t, 2)
	if got := statuses(parts); r.status != 200 || got != "[400] 200" {
		t.Errorf("%d %s", r.status, got)
	}
	if code, message := parts[0].changeSet[0].refusal(); code != "0x8005e007" || !strings.Contains(message, "does not support transactions") {
		t.Errorf("%s %s", code, message)
	}
	for name, rows := range everyRow(t, c.Emulator) {
		if rows != before[name] {
			t.Errorf("%s: %s, want %s", name, rows, before[name])
		}
	}
	c.must(200, "GET", account+"/accountleads_association", "")
	if leads := c.must(200, "GET", account+"/accountleads_association", "").values(t); len(leads) != 0 {
		t.Errorf("associated: %v", leads)
	}
	if got := statuses(c.batch([]string{set}).mustParts(t, 1)); got != "[1:204 2:204 3:204 4:204]" {
		t.Errorf("the next time: %s", got)
	}
	c.Server.Fail(1, emulator.Fault{Commit: true, Status: 503})
	if r := c.batch([]string{changeSet(newTask)}); r.status != 503 || c.subjectsOf() != "made" {
		t.Errorf("%d, tasks %s", r.status, c.subjectsOf())
	}
}

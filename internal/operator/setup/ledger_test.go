package setup_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/setup"
)

// setUpLedger runs the steps, and returns the number of requests that changed something.
func (o *administration) setUpLedger(l setup.Ledger) (setup.LedgerOutcome, int, error) {
	o.Helper()
	o.ForgetRequests()
	l.Now = time.Now
	if l.SchemaName == "" {
		l.SchemaName = setup.LedgerSchemaName
	}
	steps := 0
	outcome, err := l.SetUp(o.Context(), o.client, func(setup.Step) { steps++ })
	if steps != len(outcome.Steps) {
		o.Errorf("told of %d steps, want %d", steps, len(outcome.Steps))
	}
	return outcome, len(o.writes()), err
}

// TestSetUpLedger creates the table, and a second run finds nothing to do. Then an action
// with once runs once.
func TestSetUpLedger(t *testing.T) {
	bubble(t, func(o *administration) {
		outcome, writes, err := o.setUpLedger(setup.Ledger{Role: "SNS Sync"})
		if err != nil || writes != 3 || outcome.EntitySet != "snsdyn_ledgers" {
			t.Fatalf("SetUp = %+v, %v after %d writes, want 3: %q", outcome, err, writes, o.writes())
		}
		for i, want := range []string{
			`POST EntityDefinitions {"@odata.type":"Microsoft.Dynamics.CRM.EntityMetadata"`,
			`POST roles(` + emulator.SyncRoleID + `)/Microsoft.Dynamics.CRM.AddPrivilegesRole {"Privileges":[{"PrivilegeId":"`,
			`POST BulkDelete {"CCRecipients":[],"JobName":"SNS Dynamics: clean up snsdyn_ledger"`,
		} {
			if got := o.writes()[i]; !strings.HasPrefix(got, want) {
				t.Errorf("write %d is %s, want %s", i+1, got, want)
			}
		}
		if got := strings.Join(outcome.Privileges, " "); got != "prvCreatesnsdyn_Ledger prvReadsnsdyn_Ledger" {
			t.Errorf("privileges %s", got)
		}
		if _, again, err := o.setUpLedger(setup.Ledger{Role: "SNS Sync"}); err != nil || again != 0 {
			t.Errorf("a second run: %v after %d writes, want none: %q", err, again, o.writes())
		}
		if _, again, err := o.setUpLedger(setup.Ledger{}); err != nil || again != 0 {
			t.Errorf("a run without a role: %v after %d writes: %q", err, again, o.writes())
		}
		o.runOnce(outcome.EntitySet)
		rows := func() int {
			all, err := o.Rows("snsdyn_ledgers")
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		time.Sleep(29 * 24 * time.Hour)
		o.send(http.MethodGet, "WhoAmI()", "") // the emulator runs jobs when a request comes
		if rows() != 1 {
			t.Errorf("after 29 days the ledger has %d rows, want 1", rows())
		}
		time.Sleep(3 * 24 * time.Hour)
		o.client.Forget()
		o.send(http.MethodGet, "WhoAmI()", "")
		if rows() != 0 {
			t.Errorf("after 32 days the ledger has %d rows, want none", rows())
		}
	})
}

// runOnce runs an action with once twice, as the application.
func (o *administration) runOnce(entitySet string) {
	o.Helper()
	application := dynamics.New(dynamics.Config{
		Transport: o.Transport(), LedgerTable: entitySet, Credentials: o.credentials(emulator.ClientID, emulator.ClientSecret),
	})
	op := operation.Operation{
		Kind: operation.Action, Action: "new_RecordSyncRun", Parameters: []byte(`{"Source":"shop"}`), Once: true,
		Ledger: operation.Ledger{ID: another, Published: time.Now()},
	}
	for _, want := range []dynamics.Outcome{dynamics.Done, dynamics.Exists} {
		if r, err := application.Run(o.Context(), op); err != nil || r.Outcome != want {
			o.Errorf("Run = %s, %v, want %s", r.Outcome, err, want)
		}
	}
}

// TestSetUpLedgerDryRun changes nothing, and shows the requests that are known.
func TestSetUpLedgerDryRun(t *testing.T) {
	bubble(t, func(o *administration) {
		outcome, writes, err := o.setUpLedger(setup.Ledger{Role: "SNS Sync", IsDryRun: true})
		if err != nil || writes != 0 || outcome.EntitySet != "" {
			t.Fatalf("SetUp = %+v, %v after %d writes, want none", outcome, err, writes)
		}
		var shown []string
		for _, s := range outcome.Steps {
			for _, r := range s.Requests {
				shown = append(shown, r.Path)
			}
		}
		if got := strings.Join(shown, " "); got != "EntityDefinitions roles("+emulator.SyncRoleID+")/Microsoft.Dynamics.CRM.AddPrivilegesRole BulkDelete" {
			t.Errorf("requests %s", got)
		}
	})
}

// TestSetUpLedgerAgain: each step makes the parts that are missing.
func TestSetUpLedgerAgain(t *testing.T) {
	bubble(t, func(o *administration) {
		_, writes, err := o.setUpLedger(setup.Ledger{Role: "No Such Role"})
		if _, isUnknown := errors.AsType[*setup.UnknownRole](err); !isUnknown || writes != 0 {
			t.Errorf("SetUp = %v after %d writes, want an unknown role before the table", err, writes)
		}
		if _, writes, err := o.setUpLedger(setup.Ledger{}); err != nil || writes != 2 {
			t.Errorf("without a role: %v after %d writes, want the table and the clean-up: %q", err, writes, o.writes())
		}
		if _, writes, err := o.setUpLedger(setup.Ledger{Role: "SNS Sync"}); err != nil || writes != 1 {
			t.Errorf("with a role: %v after %d writes, want the privileges: %q", err, writes, o.writes())
		}
		outcome, writes, err := o.setUpLedger(setup.Ledger{SchemaName: "new_Ledger"})
		if err != nil || writes != 2 || outcome.EntitySet != "new_ledgers" {
			t.Errorf("another table: %+v, %v after %d writes", outcome, err, writes)
		}
	})
}

func TestIsLedgerName(t *testing.T) {
	for name, want := range map[string]bool{
		"snsdyn_Ledger": true, "new_ledger": true, "Ledger": false, "_Ledger": false, "a_b": false, "ab_": false, "ab_c d": false, "": false,
	} {
		if got := setup.IsLedgerName(name); got != want {
			t.Errorf("IsLedgerName(%q) = %t", name, got)
		}
	}
}

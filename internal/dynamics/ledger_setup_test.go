package dynamics_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

const (
	ledgerTable = "snsdyn_ledgers"
	ledgerID    = "33333333-7d55-8c3e-9a0b-6f8a4e1c9b70"
	ledgerPath  = "EntityDefinitions(LogicalName='snsdyn_ledger')"
)

// onLedger runs a test in an environment with the ledger table. The roles get the privileges
// on the table, such as Create.
func onLedger(t *testing.T, privileges []string, test func(*testing.T, *environment)) {
	t.Helper()
	bubble(t, func(t *testing.T, e *environment) {
		admin := e.administrator(t)
		send(t, admin, http.MethodPost, "EntityDefinitions", `{"@odata.type":"Microsoft.Dynamics.CRM.EntityMetadata","SchemaName":"snsdyn_Ledger",
			"DisplayName":`+label("Ledger")+`,"DisplayCollectionName":`+label("Ledgers")+`,"OwnershipType":"OrganizationOwned","HasActivities":false,"HasNotes":false,
			"Attributes":[{"@odata.type":"Microsoft.Dynamics.CRM.StringAttributeMetadata","SchemaName":"snsdyn_Name","DisplayName":`+label("Name")+`,
				"RequiredLevel":{"Value":"None"},"MaxLength":100,"FormatName":{"Value":"Text"},"IsPrimaryName":true}]}`)
		e.grant(t, admin, emulator.SyncRoleID, privileges)
		e.ForgetRequests()
		test(t, e)
	})
}

var allOnLedger = []string{"Create", "Read"}

func label(text string) string {
	return `{"@odata.type":"Microsoft.Dynamics.CRM.Label","LocalizedLabels":[{"@odata.type":"Microsoft.Dynamics.CRM.LocalizedLabel","Label":"` + text + `","LanguageCode":1033}]}`
}

// grant gives a role privileges on the ledger table.
func (e *environment) grant(t *testing.T, admin *dynamics.Client, role string, kinds []string) {
	t.Helper()
	if len(kinds) == 0 {
		return
	}
	var table struct {
		Privileges []struct{ PrivilegeID, PrivilegeType string }
	}
	if err := json.Unmarshal(send(t, admin, http.MethodGet, ledgerPath+"?$select=Privileges", ""), &table); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, p := range table.Privileges {
		for _, kind := range kinds {
			if p.PrivilegeType == kind {
				all = append(all, `{"PrivilegeId":"`+p.PrivilegeID+`","Depth":"Global"}`)
			}
		}
	}
	send(t, admin, http.MethodPost, "roles("+role+")/Microsoft.Dynamics.CRM.AddPrivilegesRole", `{"Privileges":[`+strings.Join(all, ",")+`]}`)
}

func send(t *testing.T, c *dynamics.Client, method, path, body string) []byte {
	t.Helper()
	r, err := c.Do(t.Context(), dynamics.Request{Op: "set up the ledger", Method: method, Path: path, Body: []byte(body)})
	if err != nil {
		t.Fatal(err)
	}
	return r.Body
}

// onTime returns an operation of a message that was published now.
func onTime(op operation.Operation) operation.Operation {
	op.Ledger = operation.Ledger{ID: ledgerID, Published: time.Now()}
	return op
}

// syncOnce is an action with once that creates one task each time it runs.
func syncOnce() operation.Operation {
	op := syncRun()
	op.Once = true
	return onTime(op)
}

// ledgerRows is the number of rows of the ledger table.
func (e *environment) ledgerRows(t *testing.T) int {
	t.Helper()
	rows, err := e.Rows(ledgerTable)
	if err != nil {
		t.Fatal(err)
	}
	return len(rows)
}

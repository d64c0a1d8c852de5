package chaos

import (
	"fmt"
	"net/http"
	"strings"

	"sns-dynamics/internal/emulator"
)

// ledgerSet is the ledger table.
const ledgerSet = "snsdyn_ledgers"

// onceKinds returns the kinds of messages with an action that runs exactly once, under every
// fault and every kill.
func onceKinds() []messageKind {
	return []messageKind{
		{"action, once", 50, (*plan).recordRunOnce},
		{"action, once, in a batch", 30, (*plan).runsOnce},
	}
}

func (p *plan) recordRunOnce(m *message) map[string]any {
	fields := p.recordRun(m)
	m.runs, m.makes, m.once, m.verify = false, true, true, (*verifier).once
	fields["once"] = true
	return fields
}

// runsOnce is two actions and no create. One action has once, so both run once.
func (p *plan) runsOnce(m *message) map[string]any {
	fields := p.runs(m)
	m.runs, m.makes, m.once, m.verify = false, true, true, (*verifier).once
	fields["operations"].([]any)[m.n%2].(map[string]any)["once"] = true
	return fields
}

// once requires that the actions of a message ran once, all of them or none.
func (j *verifier) once(m *message) bool {
	task, ran := j.only("tasks", m)
	if ran > 0 {
		j.overlay("tasks", task, j.base["tasks"], m.cells)
		j.ledger++
	}
	if m.beside == nil {
		return ran > 0
	}
	note, noted := j.only("annotations", m)
	if noted > 0 {
		j.overlay("annotations", note, j.base["annotations"], m.beside)
	}
	return j.whole(m, ran+noted, 2)
}

// checkLedger requires a row of the ledger for each message with once that ran, and no other
// row.
func (j *verifier) checkLedger() {
	if rows := len(j.after.rows[ledgerSet]); rows != j.ledger {
		j.testRun.wrong(nil, "the ledger has %d rows, and the actions of %d messages ran", rows, j.ledger)
	}
	delete(j.after.rows, ledgerSet)
}

// makeLedger creates the ledger table, and gives the role of the application the privileges
// on it, as dynctl setup ledger does.
func (t *testRun) makeLedger() error {
	a, err := newAdmin(t.emulator, emulator.AdminClientID, emulator.AdminClientSecret)
	if err != nil {
		return err
	}
	label := func(text string) map[string]any {
		return map[string]any{"LocalizedLabels": []any{map[string]any{"Label": text, "LanguageCode": 1033}}}
	}
	if _, err := a.do(http.MethodPost, "EntityDefinitions", map[string]any{
		"@odata.type": "Microsoft.Dynamics.CRM.EntityMetadata", "SchemaName": "snsdyn_Ledger",
		"DisplayName": label("Ledger"), "DisplayCollectionName": label("Ledger"), "OwnershipType": "OrganizationOwned", "HasActivities": false, "HasNotes": false,
		"Attributes": []any{map[string]any{
			"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "snsdyn_Name", "DisplayName": label("Name"),
			"RequiredLevel": map[string]any{"Value": "None"}, "MaxLength": 100, "FormatName": map[string]any{"Value": "Text"}, "IsPrimaryName": true,
		}},
	}); err != nil {
		return err
	}
	text, err := a.do(http.MethodGet, "EntityDefinitions(LogicalName='snsdyn_ledger')?$select=Privileges", nil)
	if err != nil {
		return err
	}
	var all []any
	for _, part := range strings.Split(string(text), "{")[1:] {
		if strings.Contains(part, `"prvCreatesnsdyn_Ledger"`) || strings.Contains(part, `"prvReadsnsdyn_Ledger"`) {
			_, id, _ := strings.Cut(part, `"PrivilegeId":"`)
			all = append(all, map[string]any{"PrivilegeId": id[:36], "Depth": "Global"})
		}
	}
	if len(all) != 2 {
		return fmt.Errorf("privileges on the ledger: %s", text)
	}
	_, err = a.do(http.MethodPost, "roles("+emulator.SyncRoleID+")/Microsoft.Dynamics.CRM.AddPrivilegesRole", map[string]any{"Privileges": all})
	return err
}

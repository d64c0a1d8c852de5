package check_test

import "testing"

func TestCheckBatch(t *testing.T) {
	batch := func(name, operations string, want ...string) checks {
		return checks{name, `{"operation":"batch","operations":[{"operation":"create","contentId":"account","entitySet":"accounts","data":{"name":"x"}},` + operations + `]}`, want}
	}
	runChecks(t, []checks{
		batch("good", `{"operation":"create","contentId":"boss","entitySet":"contacts","data":{"lastname":"x","parentcustomerid_account@odata.bind":"$account"}},
			{"operation":"update","entitySet":"accounts","id":"$account","data":{"primarycontactid@odata.bind":"$boss"}},
			{"operation":"associate","entitySet":"accounts","id":"$account","navigationProperty":"contact_customer_accounts","related":"$boss"},
			{"operation":"action","entitySet":"contacts","id":"$boss","action":"new_AddNoteToContact","parameters":{"NoteTitle":"x","NoteText":"y"}}`),
		batch("each where it stands", `{"operation":"delete","entitySet":"lead","id":"`+someID+`"},{"operation":"upsert","entitySet":"accounts","key":{"acountnumber":"x"},"data":{"nam":"x"}}`,
			"/operations/1/entitySet: no such entity set: use leads, the entity set name of lead",
			"/operations/2/key/acountnumber: no such column of account; did you mean accountnumber?",
			"/operations/2/data/nam: no such column of account; did you mean name?"),
		batch("a reference to another table", `{"operation":"create","entitySet":"tasks","data":{"subject":"x","regardingobjectid_contact_task@odata.bind":"$account"}}`,
			"/operations/1/data/regardingobjectid_contact_task@odata.bind: leads to contacts, not to accounts: use regardingobjectid_account_task@odata.bind"),
		batch("an association with another table", `{"operation":"associate","entitySet":"accounts","id":"$account","navigationProperty":"accountleads_association","related":"$account"}`,
			"/operations/1/related/entitySet: accountleads_association leads to leads"),
		batch("an action", `{"operation":"action","entitySet":"accounts","id":"$account","action":"new_AddNoteToContact","parameters":{"NoteTitel":"x"}}`,
			"/operations/1/action: bound to a row of contacts: give that as entitySet, and id or key"),
	})
}

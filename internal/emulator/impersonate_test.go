package emulator_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestImpersonation(t *testing.T) {
	c := start(t, emulator.Options{})
	for _, header := range [][]string{{"MSCRMCallerID", emulator.AnaID}, {"CallerObjectId", strings.ToUpper(emulator.AnaObjectID)}} {
		id := c.must(204, "POST", "accounts", `{"name":"A"}`, header...).created()
		row := c.must(200, "GET", "accounts("+id+")", "").json(t)
		for name, want := range map[string]any{
			"_createdby_value": emulator.AnaID, "_createdonbehalfby_value": emulator.ApplicationUserID, "_modifiedby_value": emulator.AnaID,
			"_modifiedonbehalfby_value": emulator.ApplicationUserID, "_ownerid_value": emulator.AnaID,
		} {
			if row[name] != want {
				t.Errorf("%v: %s is %v, want %v", header, name, row[name], want)
			}
		}
		c.must(204, "PATCH", "accounts("+id+")", `{"name":"B"}`)
		if row := c.must(200, "GET", "accounts("+id+")", "").json(t); row["_modifiedonbehalfby_value"] != nil || row["_createdby_value"] != emulator.AnaID {
			t.Errorf("after the application's own update: %v", row)
		}
	}
	if got := c.must(200, "GET", "WhoAmI()", "", "MSCRMCallerID", emulator.AnaID).json(t)["UserId"]; got != emulator.AnaID {
		t.Errorf("WhoAmI %v", got)
	}
}

func TestImpersonationRefusals(t *testing.T) {
	c := start(t, emulator.Options{})
	as := func(id string) []string { return []string{"MSCRMCallerID", id} }
	c.refuses([]refused{
		{"unknown", "", "accounts", "{}", as("00000000-0000-0000-0000-000000000001"), 404, "0x80040217", "systemuser With Id"},
		{"object id as user id", "", "accounts", "{}", as(emulator.AnaObjectID), 404, "0x80040217", "systemuser With Id"},
		{"unknown object id", "", "accounts", "{}", []string{"CallerObjectId", emulator.AnaID}, 404, "0x80040217", "systemuser With Id"},
		{"no GUID", "", "accounts", "{}", as("ana"), 400, "0x80040203", "MSCRMCallerID"},
		{"disabled", "", "accounts", "{}", as(emulator.BenID), 403, "0x80040225", "disabled"},
		{"no roles", "", "accounts", "{}", as(emulator.EveID), 403, "0x80042f09", "roles"},
		{"both headers", "", "accounts", "{}", append(as(emulator.AnaID), "CallerObjectId", emulator.AnaObjectID), 501, "NotCovered", "both"},
		{"the user lacks it", "", "opportunities", "{}", as(emulator.AnaID), 403, "0x80040220", "Principal user (Id=" + emulator.AnaID + ", type=8, roleCount=1, "},
	})
}

func TestImpersonationTakesAPrivilege(t *testing.T) {
	c := start(t, emulator.Options{Schema: editedSchema(t, func(m map[string]any) {
		for _, g := range m["grants"].([]any) {
			if grant := g.(map[string]any); grant["role"] == emulator.DelegateRoleID {
				grant["privileges"] = []any{}
			}
		}
	})})
	c.refuses([]refused{{"no delegate", "", "accounts", "{}", []string{"MSCRMCallerID", emulator.AnaID}, 403, "0x8004A110", "act on behalf another user"}})
}

func TestUsersByEmail(t *testing.T) {
	c := start(t, emulator.Options{})
	for email, want := range map[string]int{emulator.AnaEmail: 1, emulator.DeskEmail: 2, "nobody@contoso.example": 0} {
		list := c.must(200, "GET", "systemusers?$select=systemuserid,isdisabled&$filter=internalemailaddress%20eq%20'"+email+"'", "").values(t)
		if len(list) != want {
			t.Errorf("%s: %v, want %d", email, list, want)
		}
	}
}

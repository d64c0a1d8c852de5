package dynamicstest_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

func TestImpersonation(t *testing.T) {
	c := start(t, dynamicstest.Options{})
	for _, header := range [][]string{{"MSCRMCallerID", dynamicstest.AnaID}, {"CallerObjectId", strings.ToUpper(dynamicstest.AnaObjectID)}} {
		id := c.must(204, "POST", "accounts", `{"name":"A"}`, header...).created()
		row := c.must(200, "GET", "accounts("+id+")", "").json(t)
		for name, want := range map[string]any{
			"_createdby_value": dynamicstest.AnaID, "_createdonbehalfby_value": dynamicstest.ApplicationUserID, "_modifiedby_value": dynamicstest.AnaID,
			"_modifiedonbehalfby_value": dynamicstest.ApplicationUserID, "_ownerid_value": dynamicstest.AnaID,
		} {
			if row[name] != want {
				t.Errorf("%v: %s is %v, want %v", header, name, row[name], want)
			}
		}
		c.must(204, "PATCH", "accounts("+id+")", `{"name":"B"}`)
		if row := c.must(200, "GET", "accounts("+id+")", "").json(t); row["_modifiedonbehalfby_value"] != nil || row["_createdby_value"] != dynamicstest.AnaID {
			t.Errorf("after the application's own update: %v", row)
		}
	}
	if got := c.must(200, "GET", "WhoAmI()", "", "MSCRMCallerID", dynamicstest.AnaID).json(t)["UserId"]; got != dynamicstest.AnaID {
		t.Errorf("WhoAmI %v", got)
	}
}

func TestImpersonationRefusals(t *testing.T) {
	c := start(t, dynamicstest.Options{})
	as := func(id string) []string { return []string{"MSCRMCallerID", id} }
	c.refuses([]refused{
		{"unknown", "", "accounts", "{}", as("00000000-0000-0000-0000-000000000001"), 404, "0x80040217", "systemuser With Id"},
		{"object id as user id", "", "accounts", "{}", as(dynamicstest.AnaObjectID), 404, "0x80040217", "systemuser With Id"},
		{"unknown object id", "", "accounts", "{}", []string{"CallerObjectId", dynamicstest.AnaID}, 404, "0x80040217", "systemuser With Id"},
		{"no GUID", "", "accounts", "{}", as("ana"), 400, "0x80040203", "MSCRMCallerID"},
		{"disabled", "", "accounts", "{}", as(dynamicstest.BenID), 403, "0x80040225", "disabled"},
		{"no roles", "", "accounts", "{}", as(dynamicstest.EveID), 403, "0x80042f09", "roles"},
		{"both headers", "", "accounts", "{}", append(as(dynamicstest.AnaID), "CallerObjectId", dynamicstest.AnaObjectID), 501, "dynamicstest", "both"},
		{"the user lacks it", "", "opportunities", "{}", as(dynamicstest.AnaID), 403, "0x80040220", "Principal user (Id=" + dynamicstest.AnaID + ", type=8, roleCount=1, "},
	})
}

func TestImpersonationTakesAPrivilege(t *testing.T) {
	c := start(t, dynamicstest.Options{Schema: editedSchema(t, func(m map[string]any) {
		for _, g := range m["grants"].([]any) {
			if grant := g.(map[string]any); grant["role"] == dynamicstest.DelegateRoleID {
				grant["privileges"] = []any{}
			}
		}
	})})
	c.refuses([]refused{{"no delegate", "", "accounts", "{}", []string{"MSCRMCallerID", dynamicstest.AnaID}, 403, "0x8004A110", "act on behalf another user"}})
}

func TestUsersByEmail(t *testing.T) {
	c := start(t, dynamicstest.Options{})
	for email, want := range map[string]int{dynamicstest.AnaEmail: 1, dynamicstest.DeskEmail: 2, "nobody@contoso.example": 0} {
		list := c.must(200, "GET", "systemusers?$select=systemuserid,isdisabled&$filter=internalemailaddress%20eq%20'"+email+"'", "").values(t)
		if len(list) != want {
			t.Errorf("%s: %v, want %d", email, list, want)
		}
	}
}

package emulator_test

import (
	"net/url"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestDuplicateDetection(t *testing.T) {
	c := start(t, emulator.Options{})
	detect := []string{"MSCRM.SuppressDuplicateDetection", "false"}
	const body = `{"emailaddress1":"Monte@Adventure-Works.example"}`
	c.must(204, "POST", "leads", body)
	c.must(204, "POST", "leads", body, "MSCRM.SuppressDuplicateDetection", "true")
	id := c.must(204, "POST", "leads", `{"subject":"no email"}`, detect...).created()
	c.must(204, "POST", "leads", `{"subject":"no email"}`, detect...)
	c.refuses([]refused{
		{"create", "", "leads", body, detect, 412, "0x80040333", "a duplicate of the current record already exists"},
		{"update", "PATCH", "leads(" + id + ")", body, detect, 412, "0x80040333", "a duplicate"},
	})
}

// TestOneApplicationUser checks the refusal of a second application user for the same
// application.
func TestOneApplicationUser(t *testing.T) {
	c := start(t, emulator.Options{Schema: administrator(t)})
	c.refuses([]refused{{"again", "", "systemusers", `{"applicationid":"` + emulator.ClientID + `"}`, nil, 412, "0x80040237", "matching key values"}})
}

// TestApplicationUserAnew: an administrator, who is an application too, removes the user of
// the application and gives the application another user, as Microsoft documents it.
func TestApplicationUserAnew(t *testing.T) {
	c := start(t, emulator.Options{})
	row := "accounts(" + c.must(204, "POST", "accounts", `{"name":"A"}`).created() + ")"
	users, who := "systemusers("+emulator.ApplicationUserID+")", []refused{{"WhoAmI", "GET", "WhoAmI()", "", nil, 403, "", ""}}
	application := c.token
	r := c.requestToken(func(f url.Values) {
		f.Set("client_id", emulator.AdminClientID)
		f.Set("client_secret", emulator.AdminClientSecret)
	})
	administrator, _ := r.json(t)["access_token"].(string)
	as := func(token string, do func()) {
		c.token = token
		do()
	}
	refusal := func(code string) func() {
		return func() {
			who[0].code = code
			c.refuses(who)
		}
	}
	as(administrator, func() { c.must(204, "DELETE", users, "") })
	as(application, refusal("0x80072560"))
	as(administrator, func() {
		if got := c.must(200, "GET", row, "").json(t); got["_createdby_value"] != emulator.ApplicationUserID || got["_ownerid_value"] != emulator.ApplicationUserID {
			t.Errorf("who made and owns a row is forgotten with the user: %v", got)
		}
		c.must(204, "POST", "systemusers", `{"systemuserid":"`+emulator.ApplicationUserID+`","applicationid":"`+emulator.ClientID+
			`","accessmode":4,"businessunitid@odata.bind":"/businessunits(`+emulator.BusinessUnitID+`)"}`)
	})
	as(application, refusal("0x80042f09"))
	as(administrator, func() {
		c.must(204, "POST", users+"/systemuserroles_association/$ref", `{"@odata.id":"`+c.conn.ServiceRootURL+`roles(`+emulator.SyncRoleID+`)"}`)
	})
	as(application, func() { c.must(200, "GET", row, "") })
}

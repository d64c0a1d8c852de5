package dynamicstest_test

import (
	"net/url"
	"testing"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

func TestDuplicateDetection(t *testing.T) {
	c := start(t, dynamicstest.Options{})
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

// TestOneApplicationUser is how Dataverse refuses a second application user
// for the same application.
func TestOneApplicationUser(t *testing.T) {
	c := start(t, dynamicstest.Options{Schema: administrator(t)})
	c.refuses([]refused{{"again", "", "systemusers", `{"applicationid":"` + dynamicstest.ClientID + `"}`, nil, 412, "0x80040237", "matching key values"}})
}

// TestApplicationUserAnew has an administrator, who is an application too, take
// the application its user away and give it another, as Microsoft documents it.
func TestApplicationUserAnew(t *testing.T) {
	c := start(t, dynamicstest.Options{})
	row := "accounts(" + c.must(204, "POST", "accounts", `{"name":"A"}`).created() + ")"
	users, who := "systemusers("+dynamicstest.ApplicationUserID+")", []refused{{"WhoAmI", "GET", "WhoAmI()", "", nil, 403, "", ""}}
	application := c.token
	r := c.requestToken(func(f url.Values) {
		f.Set("client_id", dynamicstest.AdminClientID)
		f.Set("client_secret", dynamicstest.AdminClientSecret)
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
		if got := c.must(200, "GET", row, "").json(t); got["_createdby_value"] != dynamicstest.ApplicationUserID || got["_ownerid_value"] != dynamicstest.ApplicationUserID {
			t.Errorf("who made and owns a row is forgotten with the user: %v", got)
		}
		c.must(204, "POST", "systemusers", `{"systemuserid":"`+dynamicstest.ApplicationUserID+`","applicationid":"`+dynamicstest.ClientID+
			`","accessmode":4,"businessunitid@odata.bind":"/businessunits(`+dynamicstest.BusinessUnitID+`)"}`)
	})
	as(application, refusal("0x80042f09"))
	as(administrator, func() {
		c.must(204, "POST", users+"/systemuserroles_association/$ref", `{"@odata.id":"`+c.conn.ServiceRootURL+`roles(`+dynamicstest.SyncRoleID+`)"}`)
	})
	as(application, func() { c.must(200, "GET", row, "") })
}

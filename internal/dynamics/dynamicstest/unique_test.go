package dynamicstest_test

import (
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

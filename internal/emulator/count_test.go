package emulator_test

import (
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestCount(t *testing.T) {
	c := start(t, emulator.Options{})
	for _, subject := range []string{"a", "b", "b"} {
		c.must(204, "POST", "tasks", `{"subject":"`+subject+`","regardingobjectid_account_task@odata.bind":"/accounts(`+emulator.AccountID+`)"}`)
	}
	for _, tt := range []struct{ path, want string }{
		{"tasks/$count", "3"},
		{"tasks/$count?$filter=subject%20eq%20'b'", "2"},
		{"accounts(" + emulator.AccountID + ")/Account_Tasks/$count", "3"},
		{"contacts(" + emulator.ContactID + ")/Contact_Tasks/$count", "0"},
	} {
		r := c.must(200, "GET", tt.path, "")
		if string(r.body) != "\ufeff"+tt.want || r.header.Get("Content-Type") != "text/plain" {
			t.Errorf("%s: %s %q, want %s", tt.path, r.header.Get("Content-Type"), r.body, tt.want)
		}
	}
	c.refuses([]refused{
		{"method", "POST", "tasks/$count", "{}", nil, 405, "0x80060888", "POST"},
		{"column", "GET", "tasks/$count?$filter=nothing%20eq%20'b'", "", nil, 400, "0x0", "'nothing'"},
		{"option", "GET", "tasks/$count?$select=subject", "", nil, 501, "NotCovered", "$select"},
		{"absent row", "GET", "accounts(00000000-0000-0000-0000-000000000009)/Account_Tasks/$count", "", nil, 404, "0x80040217", "account"},
		{"privilege", "GET", "roles/$count", "", []string{"MSCRMCallerID", emulator.AnaID}, 403, "0x80040220", "prvReadRole"},
	})
}

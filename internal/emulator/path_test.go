package emulator_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestPaths(t *testing.T) {
	c := start(t, emulator.Options{})
	c.refuses([]refused{
		{"unknown set", "GET", "Accounts", "", nil, 404, "0x8006088a", "Resource not found for the segment 'Accounts'."},
		{"unknown set with key", "GET", "account(" + emulator.AccountID + ")", "", nil, 404, "0x8006088a", "'account'"},
		{"unknown property", "GET", "accounts(" + emulator.AccountID + ")/Name", "", nil, 404, "0x8006088a", "'Name'"},
		{"no such row", "GET", "accounts(00000000-0000-0000-0000-000000000009)", "", nil, 404, "0x80040217", "account With Id = 00000000-0000-0000-0000-000000000009 Does Not Exist"},
		{"malformed id", "GET", "accounts(42)", "", nil, 400, "0x80060888", "GUID"},
		{"braces", "GET", "accounts({" + emulator.AccountID + "})", "", nil, 400, "0x80060888", "GUID"},
		{"wrong method on a set", "DELETE", "accounts", "", nil, 405, "0x80060888", "DELETE"},
		{"wrong method on a row", "POST", "accounts(" + emulator.AccountID + ")", "{}", nil, 405, "0x80060888", "POST"},
		{"service document", "POST", "", "{}", nil, 405, "0x80060888", "POST"},
		{"too long", "GET", "accounts(" + emulator.AccountID + ")/a/b/c", "", nil, 501, "NotCovered", "path"},
		{"count of one", "GET", "accounts(" + emulator.AccountID + ")/$count", "", nil, 501, "NotCovered", "$count"},
		{"file upload", "PATCH", "accounts(" + emulator.AccountID + ")/sample_file", "", nil, 501, "NotCovered", "file column"},
	})
	for _, path := range []string{"/api/data/v8.2/accounts", "/api/data/v9.3/accounts", "/other"} {
		if r := c.do("GET", c.conn.AuthorityHost+path, nil, c.header()); r.status != 501 {
			t.Errorf("GET %s: %d %s", path, r.status, r.body)
		}
	}
	for _, v := range []string{"v9.0", "v9.1", "v9.2"} {
		r := c.do("POST", c.conn.AuthorityHost+"/api/data/"+v+"/tasks", []byte("{}"), c.header())
		if !strings.HasPrefix(r.header.Get("OData-EntityId"), c.conn.AuthorityHost+"/api/data/"+v+"/tasks(") {
			t.Errorf("%s: OData-EntityId %q", v, r.header.Get("OData-EntityId"))
		}
	}
}

// TestDangerousCharacters is about values of alternate keys that do not work in a URL,
// according to Microsoft.
func TestDangerousCharacters(t *testing.T) {
	c := start(t, emulator.Options{})
	for _, tt := range []struct {
		char   string
		status int
		page   string
	}{
		{"<", 400, "(&lt;)"}, {">", 400, "(&gt;)"}, {"*", 400, "(*)"}, {"%", 400, "(%)"}, {"&", 400, "(&amp;)"},
		{":", 400, "(:)"}, {`\`, 400, `(\)`}, {"?", 400, "(?)"}, {"+", 404, "404.11"}, {"/", 404, ""},
	} {
		escaped := fmt.Sprintf("%%%02X", tt.char[0])
		r := c.send("PATCH", "accounts(accountnumber='a"+escaped+"b')", `{"name":"x"}`)
		isPage := strings.HasPrefix(r.header.Get("Content-Type"), "text/html")
		if r.status != tt.status || isPage != (tt.page != "") || !strings.Contains(string(r.body), tt.page) {
			t.Errorf("%s: %d %s", tt.char, r.status, r.body)
		}
	}
	if rows, _ := c.Rows("accounts"); len(rows) != 1 {
		t.Errorf("%d accounts, want the seeded one", len(rows))
	}
	filter := url.QueryEscape("accountnumber eq 'a/<>*%&:\\?+b'")
	if n := len(c.must(200, "GET", "accounts?$filter="+filter, "").values(t)); n != 0 {
		t.Errorf("%d rows", n)
	}
}

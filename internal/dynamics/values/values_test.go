package values_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics/values"
	"sns-dynamics/internal/operation"
)

// TestColumns writes a value of each type of column, and names each problem without the value.
func TestColumns(t *testing.T) {
	for _, tt := range []struct{ values, want string }{
		{`{"lastname":"a\u0027b"}`, `{"lastname":"a\u0027b"}`},
		{`{"lastname":null,"size":null,"gender":null,"hobbies":null,"birthdate":null,"optin":null}`, `{"lastname":null,"size":null,"gender":null,"hobbies":null,"birthdate":null,"optin":null}`},
		{`{"lastname":7}`, "/values/lastname: expected a string, got a number"},
		{`{"lastname":{"account":"` + someID + `"}}`, "/values/lastname: expected a string, got an object"},
		{`{"notes":["a"]}`, "/values/notes: expected a string, got an array"},
		{`{"logicaltype":"account"}`, `{"logicaltype":"account"}`},
		{`{"size":12,"big":9007199254740993,"rate":1.10,"ratio":1e3,"limit":12345678901234567890.12}`, `{"size":12,"big":9007199254740993,"rate":1.10,"ratio":1e3,"limit":12345678901234567890.12}`},
		{`{"size":"12"}`, "/values/size: expected a number, got a string"},
		{`{"limit":true}`, "/values/limit: expected a number, got a boolean"},
		{`{"gender":"male"}`, `{"gender":1}`},
		{`{"gender":"MÄNNLICH "}`, `{"gender":1}`},
		{`{"gender":9}`, `{"gender":9}`},
		{`{"gender":true}`, "/values/gender: expected a label or a number, got a boolean"},
		{`{"gender":"Other"}`, "/values/gender: the label stands for the values 3 and 4: expected one of these numbers"},
		{`{"gender":"Femal"}`, `/values/gender: expected a label of the column: the nearest is "Female"`},
		{`{"gender":"zzzzzzzz"}`, `/values/gender: expected a label of the column: `},
		{`{"statecode":"active","statuscode":"Active"}`, `{"statecode":0,"statuscode":1}`},
		{`{"optin":true}`, `{"optin":true}`},
		{`{"optin":"allow"}`, `{"optin":true}`},
		{`{"optin":0}`, `{"optin":false}`},
		{`{"optin":2}`, "/values/optin: expected true, false, a label, 0 or 1"},
		{`{"hobbies":["chess",2,"Football"]}`, `{"hobbies":"1,2"}`},
		{`{"hobbies":"chess"}`, "/values/hobbies: expected a list of labels and numbers, got a string"},
		{`{"hobbies":["chess","zzzzzzz"]}`, "/values/hobbies: item 1: expected a label of the column: "},
		{`{"hobbies":[` + strings.Repeat("1,", 150) + `2]}`, "/values/hobbies: expected at most 150 items, got 151"},
		{`{"photo":"AAAA"}`, `{"photo":"AAAA"}`},
		{`{"birthdate":"2026-01-31"}`, `{"birthdate":"2026-01-31"}`},
		{`{"birthdate":"2026-02-31"}`, "/values/birthdate: expected a date, such as 2026-01-31"},
		{`{"birthdate":"2026-01-31T00:00:00Z"}`, "/values/birthdate: expected a date, such as 2026-01-31"},
		{`{"due":"2026-01-31"}`, `{"due":"2026-01-31T00:00:00Z"}`},
		{`{"meant":"2026-01-31"}`, "/values/meant: expected a time with its offset, such as 2026-01-31T09:30:00Z"},
		{`{"seen":"2026-01-31T09:30:00.5+02:00"}`, `{"seen":"2026-01-31T09:30:00.5+02:00"}`},
		{`{"seen":"2026-01-31T9:30:00,5Z"}`, "/values/seen: expected a time with its offset, such as 2026-01-31T09:30:00Z"},
		{`{"seen":"2026-01-31T09:30:00"}`, "/values/seen: expected a time with its offset, such as 2026-01-31T09:30:00Z"},
		{`{"seen":5}`, "/values/seen: expected a time with its offset, such as 2026-01-31T09:30:00Z"},
		{`{"contactid":"` + someID + `"}`, `{"contactid":"` + someID + `"}`},
		{`{"contactid":"x"}`, "/values/contactid: expected a GUID"},
		{`{"odd":1}`, "/values/odd: a column of the type ManagedProperty takes no plain value: use data in the place of values"},
		{`{"lastnme":"x"}`, "/values/lastnme: table contact has no such column: the nearest is lastname"},
		{`{"qqqqqqqqqq":"x"}`, "/values/qqqqqqqqqq: table contact has no such column"},
		{`{"parent":null}`, `{"parent_account":null,"parent_contact":null}`},
		{`{"ownerid":null}`, "/values/ownerid: expected a row, got null"},
		{`{"ownerid":{"team":"` + someID + `"}}`, `{"ownerid@odata.bind":"/teams(` + someID + `)"}`},
		{`{"parent":{"account":"` + someID + `"}}`, `{"parent_account@odata.bind":"/accounts(` + someID + `)"}`},
		{`{"parent":"` + someID + `"}`, `/values/parent: expected a row, such as {"account": "` + someID + `"}, got a string`},
		{`{"parent":"$a"}`, `/values/parent: expected a row, such as {"account": "` + someID + `"}, got a string`},
		{`{"parent":{"acount":"` + someID + `"}}`, "/values/parent: expected a row of account"},
		{`{"parent":{"lead":"` + someID + `"}}`, "/values/parent: expected a row of account or contact"},
	} {
		r := newEnvironment().resolve(t, on(operation.Update, "contact", tt.values))
		got := string(r.Operation.Data)
		if r.Err != nil {
			got = r.Err.Error()
		}
		if got != tt.want && !(strings.HasSuffix(tt.want, ": ") && strings.HasPrefix(got, tt.want)) {
			t.Errorf("%s\n got %s\nwant %s", tt.values, got, tt.want)
		}
		if strings.Contains(got, "zzzzzzz") || r.Err == nil && r.Operation.EntitySet != "contacts" {
			t.Errorf("%s: %s of %s", tt.values, got, r.Operation.EntitySet)
		}
	}
}

// TestLookups binds a row by an alternate key, or by the id that a query finds.
func TestLookups(t *testing.T) {
	by := func(columns string) string { return `{"regarding":{"account":` + columns + `}}` }
	bound := func(row string) string { return `{"regarding_account@odata.bind":"/accounts(` + row + `)"}` }
	for _, tt := range []struct {
		columns, filter string
		rows            []string
		want            string
	}{
		{`{"accountnumber":"CT-1"}`, "", nil, bound("accountnumber='CT-1'")},
		{`{"accountnumber":"O'Brien, \"A\" é"}`, "", nil, bound(`accountnumber='O''Brien, \"A\" é'`)},
		{`{"accountnumber":"a/b"}`, "accountnumber eq 'a/b'", []string{someID}, bound(someID)},
		{`{"accountnumber":"a#b"}`, "accountnumber eq 'a#b'", []string{someID}, bound(someID)},
		{`{"accountnumber":"a\u0007b"}`, "accountnumber eq 'a\ab'", []string{someID}, bound(someID)},
		{`{"founded":"2026-01-31","name":"N"}`, "", nil, bound("founded=2026-01-31,name='N'")},
		{`{"parentid":"` + otherID + `"}`, "", nil, bound("_parentid_value=" + otherID)},
		{`{"name":"N"}`, "name eq 'N'", []string{someID}, bound(someID)}, // the index of this key has failed
		{`{"name":"N","parentid":"` + otherID + `"}`, "name eq 'N' and _parentid_value eq " + otherID, []string{someID}, bound(someID)},
		{`{"industry":"reederei","vip":"Ja"}`, "industry eq 1 and vip eq true", []string{someID}, bound(someID)},
		{`{"name":"N' or name ne 'x"}`, "name eq 'N'' or name ne ''x'", []string{someID}, bound(someID)},
		{`{"name":"a&$top=1#+%20"}`, "name eq 'a&$top=1#+%20'", []string{someID}, bound(someID)},
		{`{"name":"N"}`, "name eq 'N'", nil, "/values/regarding/account: no row of account has these columns"},
		{`{"name":"N"}`, "name eq 'N'", []string{someID, otherID}, "/values/regarding/account: expected columns that identify one row of account, found 2 rows"},
		{`{"nme":"N"}`, "", nil, "/values/regarding/account/nme: table account has no such column: the nearest is name"},
		{`{"picture":"N"}`, "", nil, "/values/regarding/account/picture: a column of this type identifies no row"},
		{`{"industry":"x"}`, "", nil, `/values/regarding/account/industry: expected a label of the column: `},
		{`{"parentid":"x"}`, "", nil, "/values/regarding/account/parentid: expected a GUID"},
		{`{"founded":"yesterday"}`, "", nil, "/values/regarding/account/founded: expected a date, such as 2026-01-31"},
		{`{"name":"` + strings.Repeat("ü", 5000) + `"}`, "", nil, "/values/regarding/account: expected shorter values: "},
	} {
		e := newEnvironment()
		e.rows[tt.filter] = tt.rows
		r := e.resolve(t, on(operation.Create, "contact", by(tt.columns)))
		got := string(r.Operation.Data)
		if r.Err != nil {
			got = r.Err.Error()
		}
		if got != tt.want && !(strings.HasSuffix(tt.want, ": ") && strings.HasPrefix(got, tt.want)) {
			t.Errorf("%s\n got %s\nwant %s", tt.columns, got, tt.want)
		}
		refused, isRefused := r.Err.(*values.Error)
		if isMissing := isRefused && refused.IsMissing(); isMissing != strings.Contains(tt.want, "no row of") {
			t.Errorf("%s: missing %v", tt.columns, isMissing)
		}
	}
}

// TestParties writes the lists of parties as one collection.
func TestParties(t *testing.T) {
	for _, tt := range []struct {
		kind         operation.Kind
		values, want string
	}{
		{operation.Create, `{"subject":"S","from":[{"systemuser":"` + someID + `"}],"to":[{"contact":"` + otherID + `"},{"address":"x@y.example"}]}`,
			`{"subject":"S","email_activity_parties":[{"partyid_systemuser@odata.bind":"/systemusers(` + someID + `)","participationtypemask":1},{"partyid_contact@odata.bind":"/contacts(` + otherID + `)","participationtypemask":2},{"addressused":"x@y.example","participationtypemask":2}]}`},
		{operation.Create, `{"subject":"S","to":null}`, `{"subject":"S"}`},
		{operation.Create, `{"to":[{"account":"` + someID + `"}]}`, "/values/to/0: expected a row of contact or systemuser"},
		{operation.Create, `{"to":["x"]}`, `/values/to: the parties of this column take no plain values: use data in the place of values`},
		{operation.Create, `{"allparties":[{"contact":"` + someID + `"}]}`, "/values/allparties: the parties of this column take no plain values: use data in the place of values"},
		{operation.Update, `{"to":[{"contact":"` + someID + `"}]}`, "/values/to: not allowed for update: a list of parties is written by a create only"},
	} {
		r := newEnvironment().resolve(t, on(tt.kind, "email", tt.values))
		got := string(r.Operation.Data)
		if r.Err != nil {
			got = r.Err.Error()
		}
		if got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.values, got, tt.want)
		}
	}
}

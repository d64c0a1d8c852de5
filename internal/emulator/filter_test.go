package emulator_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestFilter(t *testing.T) {
	c := start(t, emulator.Options{})
	for _, body := range []string{
		`{"subject":"a","companyname":"Adatum","revenue":100,"estimatedclosedate":"2026-01-10"}`,
		`{"subject":"b","companyname":"O'Neil, Inc.","revenue":100.5,"donotexist":1}`,
		`{"subject":"b","companyname":"O'Neil, Inc.","revenue":100.5,"estimatedclosedate":"2026-02-01"}`,
		`{"subject":"c","numberofemployees":9007199254740993}`,
		`{"subject":"d","numberofemployees":12,"parentaccountid@odata.bind":"/accounts(` + emulator.AccountID + `)"}`,
	} {
		c.send("POST", "leads", body)
	}
	for _, tt := range []struct{ filter, want string }{
		{"subject eq 'A'", "a"},
		{"subject ne 'a' and subject ne 'b'", "d,seeded"},
		{"companyname eq 'O''Neil, Inc.'", "b"},
		{"companyname eq null", "d"},
		{"companyname ne null", "a,b,seeded"},
		{"companyname ne 'Adatum'", "b,d,seeded"},
		{"contains(companyname,'neil')", "b"},
		{"startswith(companyname,'AD')", "a,seeded"},
		{"endswith(companyname,'works') or endswith(companyname,'tum')", "a,seeded"},
		{"not contains(companyname,'neil')", "a,d,seeded"},
		{"not (subject eq 'a' or subject eq 'b')", "d,seeded"},
		{"revenue eq 100.50", "b"}, {"revenue gt 100", "b"}, {"revenue ge 100", "a,b"}, {"revenue lt 1e3", "a,b"}, {"revenue le 100", "a"},
		{"subject eq 'a' or subject eq 'b' and revenue eq 1", "a"},
		{"(subject eq 'a' or subject eq 'b') and revenue gt 100", "b"},
		{"estimatedclosedate ge 2026-01-15", "b"},
		{"createdon gt 2000-01-01T00:00:00Z and estimatedclosedate eq 2026-01-10", "a"},
		{"leadid eq " + strings.ToUpper(emulator.LeadID), "seeded"},
		{"_parentaccountid_value eq " + emulator.AccountID, "d"},
		{"parentaccountid ne null", "d"},
		{"subject eq @s&@s='a'", "a"},
		{"'a' eq subject", "a"},
		{"statecode eq 0 and donotexist eq 1", "0x0"},
	} {
		filter, alias, _ := strings.Cut(tt.filter, "&")
		r := c.send("GET", "leads?$select=subject&$orderby=subject&$filter="+url.QueryEscape(filter)+"&"+alias, "")
		got, _ := r.refusal()
		if got == "" {
			var subjects []string
			for _, row := range r.values(t) {
				subjects = append(subjects, strings.Replace(row["subject"].(string), "Interested in bicycles", "seeded", 1))
			}
			slices.Sort(subjects)
			got = strings.Join(subjects, ",")
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s\n%s", tt.filter, got, tt.want, r.body)
		}
	}
}

func TestFilterByBooleansAndNumbersOfOptions(t *testing.T) {
	c := start(t, emulator.Options{})
	for filter, want := range map[string]int{
		"isdisabled eq true": 1, "isdisabled ne true": 6, "isdisabled eq false and accessmode eq 4": 2, "applicationid eq " + emulator.ClientID: 1,
	} {
		if got := c.must(200, "GET", "systemusers?$orderby=isdisabled%20desc&$filter="+url.QueryEscape(filter), "").values(t); len(got) != want {
			t.Errorf("%s: %d users, want %d", filter, len(got), want)
		}
	}
}

func TestFilterRefusals(t *testing.T) {
	c := start(t, emulator.Options{})
	for _, tt := range []struct {
		filter string
		status int
		want   string
	}{
		{"Subject eq 'a'", 400, "Could not find a property named 'Subject' on type 'Microsoft.Dynamics.CRM.lead'."},
		{"parentaccountid eq " + emulator.AccountID, 400, "incompatible types"},
		{"subject eq 5", 400, "incompatible types was detected. Found operand types 'Edm.String' and 'Edm.Decimal'"},
		{"leadid eq '" + emulator.LeadID + "'", 400, "incompatible types"},
		{"contains(revenue,'1')", 400, "contains"},
		{"", 400, "too early"}, {"subject", 400, "too early"}, {"subject eq", 400, "too early"}, {"(subject eq 'a'", 400, "')' expected"},
		{"subject eq 'a' subject", 400, "unexpected 'subject'"}, {"subject eq 'a", 400, "unterminated"}, {"subject eq @s", 400, "alias"},
		{"contains(subject 'a')", 400, "',' expected"},
		{"subject like 'a'", 501, "'like'"}, {"tolower(subject) eq 'a'", 501, "tolower"},
		{"parentaccountid/parentaccountid/name eq 'a'", 501, "parentaccountid/parentaccountid/name"}, {"ownerid/name eq 'a'", 501, "ownerid/name"},
		{"parentaccountid/nothing eq 'a'", 400, "Could not find a property named 'nothing' on type 'Microsoft.Dynamics.CRM.account'."},
	} {
		r := c.send("GET", "leads?$filter="+url.QueryEscape(tt.filter), "")
		if _, message := r.refusal(); r.status != tt.status || !strings.Contains(message, tt.want) {
			t.Errorf("%s: %d %s, want %d %s", tt.filter, r.status, message, tt.status, tt.want)
		}
	}
}

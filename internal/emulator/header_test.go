package emulator_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestHeaders(t *testing.T) {
	c := start(t, emulator.Options{})
	with := func(name, value string) []string { return []string{name, value} }
	c.refuses([]refused{
		{"no OData-Version", "GET", "WhoAmI()", "", with("OData-Version", ""), 400, "0x80060888", "OData-Version"},
		{"no OData-MaxVersion", "GET", "WhoAmI()", "", with("OData-MaxVersion", ""), 400, "0x80060888", "OData-MaxVersion"},
		{"no content type", "POST", "accounts", "{}", with("Content-Type", ""), 415, "0x80048d19", "MIME type"},
		{"form", "POST", "accounts", "a=b", with("Content-Type", "application/x-www-form-urlencoded"), 415, "0x80048d19", "MIME type"},
		{"IEEE754Compatible", "POST", "accounts", "{}", with("Content-Type", "application/json;IEEE754Compatible=true"), 501, "NotCovered", "IEEE754"},
		{"compressed body", "POST", "accounts", "{}", with("Content-Encoding", "gzip"), 501, "NotCovered", "Content-Encoding: gzip"},
		{"charset", "POST", "accounts", "{}", with("Content-Type", "application/json; charset=utf-16"), 501, "NotCovered", "charset=utf-16"},
		{"neither true nor false", "POST", "accounts", "{}", with("MSCRM.SuppressDuplicateDetection", "maybe"), 501, "NotCovered", "SuppressDuplicateDetection: maybe"},
		{"unknown MSCRM header", "POST", "accounts", "{}", with("MSCRM.SolutionUniqueName", "x"), 501, "NotCovered", "solutionuniquename"},
		{"unknown preference", "GET", "accounts", "", with("Prefer", "odata.track-changes"), 501, "NotCovered", "odata.track-changes"},
		{"page size", "GET", "accounts", "", with("Prefer", "odata.maxpagesize=0"), 400, "0x80060888", "maxpagesize"},
		{"bypass value", "POST", "accounts", "{}", with("MSCRM.BypassBusinessLogicExecution", "Everything"), 400, "0x80040203", "Everything"},
	})
	c.must(204, "POST", "accounts", "{}", "Content-Type", "application/json", "MSCRM.BypassBusinessLogicExecution", "CustomSync,CustomAsync", "Consistency", "Strong")
}

func TestErrorDetailsWhenAskedFor(t *testing.T) {
	c := start(t, emulator.Options{})
	r := c.must(404, "POST", "nothings", "{}", "Prefer", `return=representation,odata.include-annotations="*"`)
	for _, want := range []string{`"@Microsoft.PowerApps.CDS.HelpLink":"http://go.microsoft.com/fwlink/?LinkID=398563&error=Microsoft.Crm.CrmException%3a8006088a`, `"@Microsoft.PowerApps.CDS.InnerError.Message":"Resource`} {
		if !strings.Contains(string(r.body), want) {
			t.Errorf("%s lacks %s", r.body, want)
		}
	}
}

func TestBypassTakesAPrivilege(t *testing.T) {
	c := start(t, emulator.Options{})
	for _, header := range [][]string{{"MSCRM.BypassBusinessLogicExecution", "CustomSync"}, {"MSCRM.BypassCustomPluginExecution", "true"}} {
		r := c.must(403, "POST", "accounts", "{}", append(header, "MSCRMCallerID", emulator.AnaID)...)
		if code, message := r.refusal(); code != "0x80040220" || !strings.Contains(message, "prvBypassCustom") {
			t.Errorf("%v: %s %s", header, code, message)
		}
	}
}

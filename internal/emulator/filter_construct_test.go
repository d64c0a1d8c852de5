package emulator_test

import (
	"net/url"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// TestFilterConstructs wants each construct of OData that the emulator does not evaluate to be
// refused by its name, and not as a missing property.
func TestFilterConstructs(t *testing.T) {
	c := start(t, emulator.Options{})
	for _, tt := range []struct{ filter, want string }{
		{"isdisabled", "'isdisabled' without an operator"}, {"true", "'true' without an operator"}, {"not isdisabled", "'isdisabled' without an operator"},
		{"isdisabled and accessmode eq 4", "'isdisabled' without an operator"}, {"(false) or isdisabled", "'false' without an operator"},
		{"(accessmode) eq 4", "the operator 'eq' behind"}, {"contains(fullname,'a') eq true", "the operator 'eq' behind"}, {"(accessmode) mod 2 eq 0", "the operator 'mod' behind"},
		{"accessmode add 1 eq 5", "the operator 'add'"}, {"accessmode in (1,4)", "the operator 'in'"}, {"fullname EQ 'a'", "the operator 'EQ'"},
		{"not accessmode eq 4", "not before a comparison without parentheses"}, {"not 'a' eq fullname", "not before a comparison"},
		{"-accessmode lt 0", "the value '-accessmode'"}, {"accessmode eq +4", "the value '+4'"}, {"accessmode lt INF", "the value 'INF'"}, {"accessmode ne NaN", "the value 'NaN'"},
		{"accessmode eq 007", "the value '007'"}, {"createdon gt 09:30:00", "the value '09:30:00'"}, {"createdon gt -0044-03-15", "the value '-0044-03-15'"},
		{"createdon gt duration'PT1H'", "the type duration"}, {"fullname eq binary'AQID'", "the type binary"}, {"fullname eq geography'SRID=4326;Point(2 48)'", "the type geography"},
		{"accessmode eq Contoso.Mode'Read'", "the type Contoso.Mode"}, {"fullname eq geometry'POINT'", "the type geometry"},
		{"$it/fullname eq 'a'", "'$it/fullname'"}, {"contains($this,'a')", "'$this'"}, {"fullname eq $root/systemusers", "'$root/systemusers'"},
		{`fullname eq {"a":1}`, `the value '{'`}, {`contains(fullname,["a","b"])`, "the value '['"}, {"accessmode eq [1]", "the value '[1]'"},
		{"fullname eq ('a')", "the value '('"}, {"@note/any(n:n/text eq 'x')", "any of '@note'"}, {"businessunitid/business_unit_accounts/any()", "any of 'businessunitid/business_unit_accounts'"},
		{"queue_primary_user eq null", "the collection queue_primary_user"}, {"queue_primary_user/$count gt 1", "queue_primary_user/$count"},
		{"accessmode eq @two", "'1 add 1' of the parameter alias @two"}, {"@two eq 1", "'1 add 1' of the parameter alias @two"},
	} {
		r := c.send("GET", "systemusers?@two=1%20add%201&$filter="+url.QueryEscape(tt.filter), "")
		if _, message := r.refusal(); r.status != 501 || !strings.Contains(message, tt.want) {
			t.Errorf("%s: %d %s, want 501 %s", tt.filter, r.status, message, tt.want)
		}
	}
}

// TestFilterOfBytes wants a column of bytes to be refused, also on a path and in a function.
func TestFilterOfBytes(t *testing.T) {
	c := start(t, emulator.Options{Schema: editedSchema(t, func(m map[string]any) {
		for _, table := range m["tables"].([]any) {
			if table := table.(map[string]any); table["name"] == "account" {
				table["columns"].(map[string]any)["sample_bytes"] = "Binary"
			}
		}
	})})
	for _, filter := range []string{"sample_bytes ne null", "parentaccountid/sample_bytes ne null", "Microsoft.Dynamics.CRM.In(PropertyName='sample_bytes',PropertyValues=['AQ=='])"} {
		r := c.send("GET", "accounts?$filter="+url.QueryEscape(filter), "")
		if _, message := r.refusal(); r.status != 501 || !strings.Contains(message, "columns of the type Edm.Binary in $filter") {
			t.Errorf("%s: %d %s, want 501", filter, r.status, message)
		}
	}
}

// TestFilterBounds wants a hostile $filter to be refused before the parser needs much stack, and
// a $filter within the bounds to be evaluated.
func TestFilterBounds(t *testing.T) {
	c := start(t, emulator.Options{})
	path := func(filter string) string { return "leads?$filter=" + url.QueryEscape(filter) }
	nested := func(open string, n int) string {
		return strings.Repeat(open, n) + "subject eq 'a'" + strings.Repeat(")", n)
	}
	c.must(200, "GET", path(nested("(", 100)), "")
	c.refuses([]refused{
		{"parentheses", "GET", path(nested("(", 101)), "", nil, 501, "NotCovered", "more than 100 parentheses"},
		{"nots", "GET", path(nested("not(", 60)), "", nil, 501, "NotCovered", "more than 100 parentheses and nots"},
		{"open", "GET", path(strings.Repeat("(", 60_000)), "", nil, 501, "NotCovered", "more than 100 parentheses"},
		{"long", "GET", path("subject eq '" + strings.Repeat("a", 65_536) + "'"), "", nil, 501, "NotCovered", "more than 65536 characters"},
		{"expand", "GET", "contacts?$expand=" + strings.Repeat("contact_customer_contacts($expand=", 16) + "ownerid" + strings.Repeat(")", 16), "", nil, 501, "NotCovered", "more than 15 $expand"},
	})
}

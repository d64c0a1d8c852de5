package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/operator/check"
)

func TestCheckValues(t *testing.T) {
	m := newEnvironment(t).read(t)
	for column, values := range map[string]struct {
		good []string
		text string
		bad  map[string]string // with its description
	}{
		"new_name":          {[]string{`"x"`, `""`, `null`}, "a string (Edm.String)", map[string]string{`1`: "a number", `true`: "a boolean", `[]`: "an array", `{}`: "an object"}},
		"new_ispaid":        {[]string{`true`, `false`, `null`}, "true or false (Edm.Boolean)", map[string]string{`"true"`: "a string", `1`: "a number"}},
		"new_channel":       {[]string{`100000000`, `"100000000"`, `-2147483648`, `null`}, "a whole number from -2147483648 to 2147483647 (Edm.Int32)", map[string]string{`2147483648`: "a number out of this range", `1.5`: "a number with a fraction or an exponent", `1e2`: "a number with a fraction or an exponent", `"x"`: "a text that is no such number", `true`: "a boolean"}},
		"new_sourceversion": {[]string{`9223372036854775807`, `-1`}, "a whole number from -9223372036854775808 to 9223372036854775807 (Edm.Int64)", map[string]string{`9223372036854775808`: "a number out of this range", `"1"`: "a string", `1.5`: "a number with a fraction or an exponent"}},
		"new_total":         {[]string{`1`, `1.25`, `-1e3`, `null`}, "a number, without quotes (Edm.Decimal)", map[string]string{`"1.25"`: "a string", `true`: "a boolean"}},
		"new_orderedon": {[]string{`"2026-11-21T07:00:00Z"`, `"2026-11-21T07:00:00.123+01:00"`, `"2026-11-21T07:00Z"`}, "a time with its offset, such as 2026-11-21T07:00:00Z (Edm.DateTimeOffset)",
			map[string]string{`"2026-11-21"`: "a text that is no such time", `"2026-11-21T07:00:00"`: "a text that is no such time", `"2026-11-21T7:00:00Z"`: "a text that is no such time", `"2026-11-21T07:00:00,5Z"`: "a text that is no such time", `"2026-13-21T07:00:00Z"`: "a text that is no such time", `1`: "a number", `""`: "a text that is no such time"}},
		"new_duedate": {[]string{`"2026-11-21"`, `null`}, "a date such as 2026-11-21 (Edm.Date)", map[string]string{`"2026-11-21T07:00:00Z"`: "a text that is no date", `"2026-02-30"`: "a text that is no date", `20261121`: "a number"}},
		"new_orderid": {[]string{`"` + someID + `"`}, "a GUID in a string (Edm.Guid)", map[string]string{`"{` + someID + `}"`: "a text that is no GUID", `42`: "a number"}},
	} {
		send := func(value string) []string {
			named := `"operation":"create"`
			if column == "new_orderid" { // a create has it in id
				named = `"operation":"upsert","key":{"new_ordernumber":"SO-1"}`
			}
			return problems(t, m, `{`+named+`,"entitySet":"new_orders","data":{"`+column+`":`+value+`}}`)
		}
		for _, value := range values.good {
			if got := send(value); got != nil {
				t.Errorf("%s %s: %v", column, value, got)
			}
		}
		for value, kind := range values.bad {
			want := []string{"/data/" + column + ": expected " + values.text + ", got " + kind}
			if diff := cmp.Diff(want, send(value)); diff != "" {
				t.Errorf("%s %s (-want +got):\n%s", column, value, diff)
			}
		}
	}
}

// TestCheckFacets is about facets that Dataverse's document usually leaves out, and that
// another document may have.
func TestCheckFacets(t *testing.T) {
	m := &check.Model{
		Sets: map[string]string{"rows": "row"},
		Types: map[string]*check.Type{"row": {Kind: check.Entity, Columns: map[string]check.Column{
			"text": {Type: "Edm.String", MaxLength: 3}, "must": {Type: "Edm.Int32", NotNull: true}, "file": {Type: "Edm.Stream"}, "image": {Type: "Edm.Binary"}, "double": {Type: "Edm.Double"}, "small": {Type: "Edm.Int16"},
		}}},
	}
	for members, want := range map[string]string{
		`"text":"äöü"`: "", `"text":"a😀"`: "", `"text":"ab😀"`: "/data/text: expected at most 3 characters",
		`"must":null`: "/data/must: expected a value, got null", `"file":1`: "", `"image":"aGk="`: "", `"image":1`: "/data/image: expected a string in base64 (Edm.Binary), got a number",
		`"double":1.5`: "", `"double":"1.5"`: "/data/double: expected a number, without quotes (Edm.Double), got a string", `"small":40000`: "/data/small: expected a whole number from -32768 to 32767 (Edm.Int16), got a number out of this range",
	} {
		got := strings.Join(problems(t, m, `{"operation":"create","entitySet":"rows","data":{`+members+`}}`), "; ")
		if got != want {
			t.Errorf("%s: %q, want %q", members, got, want)
		}
	}
}

// A suggestion takes time, and a body may have very many unknown names.
func TestCheckManyProblems(t *testing.T) {
	m := newEnvironment(t).read(t)
	var members []string
	for i := range 300 {
		members = append(members, fmt.Sprintf(`"telephone%d":"x"`, 100+i))
	}
	all := problems(t, m, `{"operation":"create","entitySet":"accounts","data":{`+strings.Join(members, ",")+`}}`)
	suggested := 0
	for _, p := range all {
		if strings.Contains(p, "did you mean telephone1?") {
			suggested++
		}
	}
	if len(all) != 300 || suggested != 100 {
		t.Errorf("%d problems, %d with a suggestion, want 300 and 100", len(all), suggested)
	}
}

// The checker ignores a part that is nested deeper than any real message.
func TestCheckDepth(t *testing.T) {
	m := newEnvironment(t).read(t)
	nested := func(depth int) []string {
		body := strings.Repeat(`"parentaccountid":{`, depth) + `"nothing":1` + strings.Repeat("}", depth)
		return problems(t, m, `{"operation":"create","entitySet":"accounts","data":{`+body+`}}`)
	}
	if got := nested(10); len(got) != 1 || !strings.HasSuffix(got[0], "/parentaccountid/nothing: no such column of account") {
		t.Errorf("ten deep: %v", got)
	}
	if got := nested(3000); got != nil {
		t.Errorf("3000 deep: %v", got)
	}
}

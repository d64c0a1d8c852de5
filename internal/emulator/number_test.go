package emulator_test

import (
	"regexp"
	"testing"

	"sns-dynamics/internal/emulator"
)

// TestNumbers creates rows without a number and with one. CAS-01000-X6J1B0
// is an example of a report.
func TestNumbers(t *testing.T) {
	c := start(t, emulator.Options{})
	for _, tt := range []struct{ set, column, prefix string }{
		{"incidents", "ticketnumber", "CAS"}, {"quotes", "quotenumber", "QUO"}, {"salesorders", "ordernumber", "ORD"}, {"invoices", "invoicenumber", "INV"},
	} {
		seen := map[any]bool{}
		for i, number := range []string{"01000", "01001", "01002"} {
			row := c.must(201, "POST", tt.set, `{`+ofAccount+`}`, "Prefer", "return=representation").json(t)
			form := regexp.MustCompile(`^` + tt.prefix + `-` + number + `(-[A-Z]\d[A-Z]\d[A-Z]\d)$`)
			text, _ := row[tt.column].(string)
			if m := form.FindStringSubmatch(text); m == nil || seen[m[1]] {
				t.Errorf("%s, row %d: %s is %q, want %s-%s and six characters that no other row has", tt.set, i, tt.column, text, tt.prefix, number)
			} else {
				seen[m[1]] = true
			}
		}
		row := c.must(201, "POST", tt.set, `{`+ofAccount+`,"`+tt.column+`":"N-7"}`, "Prefer", "return=representation").json(t)
		if row[tt.column] != "N-7" {
			t.Errorf("%s: %s is %v, want the body's", tt.set, tt.column, row[tt.column])
		}
	}
}

package emulator_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// TestSchemaNames wants every column and table that the rules of a table name to exist. An org's
// tables may lack them, so that loading a schema does not check this.
func TestSchemaNames(t *testing.T) {
	var s struct {
		Tables []struct {
			Name    string
			Columns map[string]string
			Demands []struct{ Column string }
			Uniques []struct{ Columns []string }
			Number  *struct{ Column string } `json:"autoNumber"`
			Pricing *struct{ Lines, Lookup string }
		}
		Relationships []struct{ From string }
	}
	if err := json.Unmarshal(emulator.EmbeddedSchema(), &s); err != nil {
		t.Fatal(err)
	}
	columns, rules := map[string]bool{}, []string{}
	for _, r := range s.Relationships {
		columns[r.From] = true
	}
	for _, table := range s.Tables {
		for name := range table.Columns {
			columns[table.Name+"."+name] = true
		}
		for _, d := range table.Demands {
			rules = append(rules, table.Name+"."+d.Column)
		}
		for _, u := range table.Uniques {
			for _, name := range u.Columns {
				rules = append(rules, table.Name+"."+name)
			}
		}
		if table.Number != nil {
			rules = append(rules, table.Name+"."+table.Number.Column)
		}
		if p := table.Pricing; p != nil {
			for _, name := range strings.Fields("baseamount extendedamount priceperunit quantity manualdiscountamount tax productid uomid isproductoverridden ispriceoverridden " + p.Lookup) {
				rules = append(rules, p.Lines+"."+name)
			}
			for _, name := range strings.Fields("totallineitemamount totallineitemdiscountamount totaldiscountamount totalamountlessfreight totaltax totalamount discountamount discountpercentage freightamount pricelevelid") {
				rules = append(rules, table.Name+"."+name)
			}
		}
	}
	if len(rules) < 70 {
		t.Errorf("%d columns in rules, want all", len(rules))
	}
	for _, name := range slices.Compact(slices.Sorted(slices.Values(rules))) {
		if !columns[name] {
			t.Errorf("no column %s", name)
		}
	}
}

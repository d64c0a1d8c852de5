package environment

import "testing"

func TestDidYouMean(t *testing.T) {
	tables := Tables{{"contact", "contacts"}, {"account", "accounts"}, {"opportunity", "opportunities"}, {"new_order", "new_orders"}, {"", "tasks"}}
	for name, want := range map[string]string{
		"contcts":       ` (did you mean "contacts"?)`,
		"Contacts":      ` (did you mean "contacts"?)`,
		"acounts":       ` (did you mean "accounts"?)`,
		"opportunitys":  ` (did you mean "opportunity"?)`,
		"new_ordrs":     ` (did you mean "new_orders"?)`,
		"taks":          ` (did you mean "tasks"?)`,
		"invoices":      "",
		"":              "",
		"x":             "",
		"incidentevent": "",
	} {
		if got := tables.DidYouMean(name); got != want {
			t.Errorf("DidYouMean(%q) = %q, want %q", name, got, want)
		}
	}
}

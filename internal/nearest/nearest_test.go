package nearest_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/nearest"
)

func TestName(t *testing.T) {
	names := []string{"accounts", "contacts", "emailaddress1", "emailaddress2", "name", "telephone1", "new_AccountId", "fax", "leads"}
	for _, tt := range []struct{ name, want string }{
		{"account", "accounts"}, {"Accounts", "accounts"}, {"acounts", "accounts"}, {"accuonts", "accounts"}, {"contcats", "contacts"},
		{"emailadress1", "emailaddress1"}, {"EmailAddress2", "emailaddress2"}, {"emailaddress", "emailaddress1"}, {"nmae", "name"}, {"Name", "name"},
		{"new_accountid", "new_AccountId"}, {"fx", "fax"}, {"f", ""}, {"lead", "leads"},
		{"tele", "telephone1"}, {"TELE", "telephone1"}, {"new", "new_AccountId"}, {"ema", ""}, {"te", ""},
		{"name", ""}, {"", ""}, {"opportunities", ""}, {"xyz", ""}, {strings.Repeat("a", 500), ""},
	} {
		got, ok := nearest.Name(tt.name, names)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("Name(%q) = %q, %v, want %q", tt.name, got, ok, tt.want)
		}
	}
	if got, ok := nearest.Name("x", nil); ok {
		t.Errorf("Name without names = %q", got)
	}
}

// TestNameIsDecided: the result does not depend on the order of the names.
func TestNameIsDecided(t *testing.T) {
	for _, names := range [][]string{{"name1", "name2"}, {"name2", "name1"}} {
		if got, _ := nearest.Name("name3", names); got != "name1" {
			t.Errorf("Name among %v = %q, want name1", names, got)
		}
	}
}

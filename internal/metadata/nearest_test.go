package metadata_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/metadata"
)

func TestNearest(t *testing.T) {
	names := []string{"accounts", "contacts", "emailaddress1", "emailaddress2", "name", "telephone1", "new_AccountId", "fax", "leads"}
	for _, tt := range []struct{ name, want string }{
		{"account", "accounts"}, {"Accounts", "accounts"}, {"acounts", "accounts"}, {"accuonts", "accounts"}, {"contcats", "contacts"},
		{"emailadress1", "emailaddress1"}, {"EmailAddress2", "emailaddress2"}, {"emailaddress", "emailaddress1"}, {"nmae", "name"}, {"Name", "name"},
		{"new_accountid", "new_AccountId"}, {"fx", "fax"}, {"f", ""}, {"lead", "leads"},
		{"name", ""}, {"", ""}, {"opportunities", ""}, {"xyz", ""}, {strings.Repeat("a", 500), ""},
	} {
		got, ok := metadata.Nearest(tt.name, names)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("Nearest(%q) = %q, %v, want %q", tt.name, got, ok, tt.want)
		}
	}
	if got, ok := metadata.Nearest("x", nil); ok {
		t.Errorf("Nearest among none = %q", got)
	}
}

// TestNearestIsDecided wants the same answer whatever the order of the names.
func TestNearestIsDecided(t *testing.T) {
	for _, names := range [][]string{{"name1", "name2"}, {"name2", "name1"}} {
		if got, _ := metadata.Nearest("name3", names); got != "name1" {
			t.Errorf("Nearest among %v = %q, want name1", names, got)
		}
	}
}

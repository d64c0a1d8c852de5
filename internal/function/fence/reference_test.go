package fence_test

import "testing"

// TestReferenceWithTwoReadings refuses a row to bind whose table depends on how a server reads
// the URL.
func TestReferenceWithTwoReadings(t *testing.T) {
	const id = "2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70"
	const noTable = "/data/new_x@odata.bind/0: AllowedTables names no table of this row: expected an entity set and a key, such as /accounts(…)"
	bubble(t, func(t *testing.T, e *environment) {
		variables := templateDefaults()
		variables["ALLOWED_TABLES"] = "accounts"
		f := fenceOf(t, variables)
		for reference, want := range map[string]string{
			"/accounts(" + id + ")":                                  "",
			"accounts%28" + id + "%29":                               noTable,
			"/accounts(name='O%27%27Brien%20(a%2Fb)')":               "",
			"https://org.example/api/data/v9.2/%61ccounts(name='a')": "",
			"/teams%28" + id + "%29?/accounts(1)":                    noTable,
			"/teams%28" + id + "%29#/accounts(1)":                    noTable,
			"/teams%28" + id + "%29/../accounts(1)":                  noTable,
			"/teams%2Faccounts(1)":                                   noTable,
			"/accounts(" + id + ")?$select=name":                     noTable,
			"/accounts(name='a%27)/owninguser(b=%27')":               noTable,
			"/accounts(name='%27')/owninguser('%27')":                noTable,
			"/accounts(%zz)":                                         noTable,
		} {
			e.want(t, f, `{"operation":"create","entitySet":"accounts","data":{"new_x@odata.bind":["`+reference+`"]}}`, want)
		}
	})
}

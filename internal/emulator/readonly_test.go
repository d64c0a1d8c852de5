package emulator_test

import (
	"testing"

	"sns-dynamics/internal/emulator"
)

// TestReadOnlySales changes a quote, an order and an invoice that are no longer drafts. A
// public tool, https://github.com/MarkMpn/Sql4Cds (UpdateNode), records that only a System
// Administrator may, and that others set the first state before. The code is a doubt: the list
// of error codes has it, and does not say which rows get it.
func TestReadOnlySales(t *testing.T) {
	for _, tt := range []struct{ set, key, closed, open string }{
		{"quotes", "quoteid", `{"statecode":1,"statuscode":2}`, `{"statecode":0,"statuscode":1}`},
		{"salesorders", "salesorderid", `{"statecode":1,"statuscode":3}`, `{"statecode":0,"statuscode":1}`},
		{"invoices", "invoiceid", `{"statecode":2,"statuscode":100001}`, `{"statecode":0,"statuscode":1}`},
	} {
		c := start(t, emulator.Options{})
		row := c.create(t, tt.set, tt.key, `{"name":"x",`+ofAccount+`}`)
		c.must(204, "PATCH", row, tt.closed)
		c.refuses([]refused{
			{"closed", "PATCH", row, `{"name":"y"}`, nil, 400, "0x8004022e", "read-only"},
			{"bind", "PATCH", row, `{` + ofAccount + `}`, nil, 400, "0x8004022e", "read-only"},
			{"reference", "PUT", row + "/customerid_account/$ref", `{"@odata.id":"` + c.conn.ServiceRootURL + `accounts(` + emulator.AccountID + `)"}`, nil, 400, "0x8004022e", "read-only"},
			{"no reference", "DELETE", row + "/pricelevelid/$ref", "", nil, 400, "0x8004022e", "read-only"},
		})
		if tt.set != "quotes" { // quotes have no image
			const gif = "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x01D\x00;"
			c.refuses([]refused{{"image", "PATCH", row + "/entityimage", gif, []string{"Content-Type", "application/octet-stream", "x-ms-file-name", "a.gif"}, 400, "0x8004022e", "read-only"}})
		}
		c.must(204, "PATCH", row, tt.open)
		c.must(204, "PATCH", row, `{"name":"y"}`)

		c = start(t, emulator.Options{Schema: administrator(t)})
		row = c.create(t, tt.set, tt.key, `{"name":"x",`+ofAccount+`}`)
		c.must(204, "PATCH", row, tt.closed)
		c.must(204, "PATCH", row, `{"name":"y"}`)
	}
}

package message_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/function/message"
)

// BenchmarkDecode measures the decoding of a usual message, and of messages with the
// maximum size of SNS.
func BenchmarkDecode(b *testing.B) {
	const size = 256 << 10
	usual := `{"operation":"upsert","entitySet":"contacts","key":{"emailaddress1":"liam@example.com"},` +
		`"data":{"firstname":"Liam","lastname":"O'Brien","telephone1":"+44 20 7946 0018","creditlimit":1250.50,"donotemail":true,` +
		`"description":"Said \"call me\" at the fair","parentcustomerid_account@odata.bind":"/accounts(2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70)"}}`
	create := func(item string) string {
		return `{"operation":"create","entitySet":"contacts","data":{"a":[` + strings.Repeat(item+",", (size-100)/(len(item)+1)) + `0]}}`
	}
	row := `{"operation":"update","entitySet":"contacts","id":"` + guid + `","data":{"firstname":"Liam","lastname":"O'Brien"}}`
	for _, m := range []struct{ name, text string }{
		{"usual", usual},
		{"text", `{"operation":"create","entitySet":"contacts","data":{"description":"` + strings.Repeat("All work and no play. ", size/22-10) + `"}}`},
		{"rows", create(`{"lastname":"O'Brien","telephone1":"+44 20 7946 0018","numberofchildren":2}`)},
		{"numbers", create("0")},
		{"batch", `{"operation":"batch","operations":[` + strings.Repeat(row+",", 999) + row + `]}`},
	} {
		b.Run(m.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(m.text)))
			for b.Loop() {
				if _, err := message.Decode([]byte(m.text)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

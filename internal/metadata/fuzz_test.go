package metadata_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sns-dynamics/events"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/message"
	"sns-dynamics/internal/metadata"
)

// FuzzCheck holds Check to its promises for any message: it never panics, and
// every problem is one line that names a place.
func FuzzCheck(f *testing.F) {
	m := newEnvironment(f).read(f)
	files, err := events.Files.ReadDir(".")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := events.Files.ReadFile(file.Name())
		if err != nil {
			f.Fatal(err)
		}
		var e struct {
			Records []struct{ Sns struct{ Message string } }
		}
		if err := json.Unmarshal(data, &e); err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(e.Records[0].Sns.Message))
	}
	f.Add([]byte(`{"operation":"create","entitySet":"accounts","data":{"parentaccountid":{"parentaccountid@odata.bind":"/accounts(a='','')"},"Account_Tasks":[[]],"@odata.type":7}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		op, err := message.Decode(text)
		if err != nil {
			// What no decoder let through must not hurt either.
			op = dynamics.Operation{Kind: dynamics.Create, EntitySet: "accounts", Data: text}
			metadata.Check(dynamics.Operation{Kind: dynamics.Action, Action: string(text), Parameters: text}, m)
		}
		for _, p := range metadata.Check(op, m) {
			if p.Pointer == "" || p.Text == "" || err == nil && strings.ContainsAny(p.String(), "\r\n\x00\x1b") {
				t.Errorf("problem %q", p)
			}
		}
		if metadata.Check(op, nil) != nil {
			t.Error("problems without a model")
		}
		metadata.Check(op, &metadata.Model{Sets: map[string]string{op.EntitySet: "x"}, Types: map[string]*metadata.Type{"x": {Base: "x"}}})
	})
}

// FuzzDocument reads any document without a panic.
func FuzzDocument(f *testing.F) {
	f.Add([]byte(`<Schema><EntityType Name="a" BaseType="m.a"><Key><PropertyRef Name="id"/></Key><Property Name="b" Type="Collection("/></EntityType><EntitySet Name="as" EntityType="m.a"/></Schema>`))
	f.Fuzz(func(t *testing.T, document []byte) {
		m, err := metadata.Parse(document)
		if err == nil {
			metadata.Check(dynamics.Operation{Kind: dynamics.Create, EntitySet: "as", Data: []byte(`{"b":[1],"c":{}}`)}, m)
		}
	})
}

package check_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sns-dynamics/events"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/check"
)

// FuzzCheck checks any message: Check does not panic, and every problem is one line that
// names a place.
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
			// Check must not panic for an operation that the decoder would refuse either.
			op = operation.Operation{Kind: operation.Create, EntitySet: "accounts", Data: text}
			check.Check(operation.Operation{Kind: operation.Action, Action: string(text), Parameters: text}, m)
		}
		for _, p := range check.Check(op, m) {
			if p.Pointer == "" || p.Text == "" || err == nil && strings.ContainsAny(p.Pointer+p.Text, "\r\n\x00\x1b") {
				t.Errorf("problem %+v", p)
			}
		}
		if check.Check(op, nil) != nil {
			t.Error("problems without a model")
		}
		check.Check(op, &check.Model{Sets: map[string]string{op.EntitySet: "x"}, Types: map[string]*check.Type{"x": {Base: "x"}}})
	})
}

// FuzzDocument reads any document without a panic.
func FuzzDocument(f *testing.F) {
	f.Add([]byte(`<Schema><EntityType Name="a" BaseType="m.a"><Key><PropertyRef Name="id"/></Key><Property Name="b" Type="Collection("/></EntityType><EntitySet Name="as" EntityType="m.a"/></Schema>`))
	f.Fuzz(func(t *testing.T, document []byte) {
		m, err := check.Parse(document)
		if err == nil {
			check.Check(operation.Operation{Kind: operation.Create, EntitySet: "as", Data: []byte(`{"b":[1],"c":{}}`)}, m)
		}
	})
}

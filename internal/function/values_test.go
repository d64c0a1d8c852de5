package function_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// TestPlainValues carries out the messages that publishers find hardest, as plain values: a
// lookup of several tables by its column, a choice by its label, an owner by email, and a lookup
// by another column. It wants one request for definitions.
func TestPlainValues(t *testing.T) {
	server, handler, log := setup(t, emulator.SecretARN)
	publish := func(n int, values string) error {
		message, _ := json.Marshal(`{"operation": "create", "table": "opportunity", "values": ` + values + `}`)
		event := fmt.Sprintf(`{"Records":[{"EventSource":"aws:sns","EventVersion":"1.0","EventSubscriptionArn":"arn:aws:sns:eu-west-1:111122223333:t:3b6b2d3e-7f0a-4b9e-8e9e-1d7c1a2b3c4d","Sns":{"Type":"Notification","MessageId":"0d6c2a57-8f3b-5e41-b6a4-9c7d1e52f8%02d","TopicArn":"arn:aws:sns:eu-west-1:111122223333:t","Timestamp":"2026-11-21T09:31:05.118Z","Message":%s}}]}`, n, message)
		_, err := handler.Invoke(t.Context(), json.RawMessage(event))
		return err
	}
	complaints := []string{
		`{"name":"1","customerid":{"account":{"accountnumber":"CT-1000"}}}`,
		`{"name":"2","customerid":{"account":{"accountnumber":"CT-1000"}},"opportunityratingcode":"Cold"}`,
		`{"name":"3","customerid":{"account":{"accountnumber":"CT-1000"}},"ownerid":{"systemuser":{"internalemailaddress":"` + emulator.AnaEmail + `"}}}`,
		`{"name":"4","customerid":{"account":{"name":"Contoso Ltd"}},"parentcontactid":{"contact":{"emailaddress1":"` + emulator.ContactEmail + `"}}}`,
	}
	all := `{"name":"0","opportunityratingcode":"Cold","customerid":{"account":{"name":"Contoso Ltd"}},"parentcontactid":{"contact":{"emailaddress1":"` + emulator.ContactEmail + `"}},"ownerid":{"systemuser":{"internalemailaddress":"` + emulator.AnaEmail + `"}}}`
	for i, values := range append([]string{all}, complaints...) {
		if err := publish(i, values); err != nil {
			t.Fatalf("%s: %v\n%s", values, err, log)
		}
	}
	rows, err := server.Rows("opportunities")
	if err != nil {
		t.Fatal(err)
	}
	byName := map[any]map[string]any{}
	for _, text := range rows {
		var row map[string]any
		if err := json.Unmarshal(text, &row); err != nil {
			t.Fatal(err)
		}
		byName[row["name"]] = row
	}
	for _, tt := range []struct {
		name, column string
		want         any
	}{
		{"1", "_customerid_value", emulator.AccountID}, {"2", "opportunityratingcode", 3.0}, {"3", "_ownerid_value", emulator.AnaID},
		{"4", "_parentcontactid_value", emulator.ContactID}, {"4", "_customerid_value", emulator.AccountID},
		{"0", "_ownerid_value", emulator.AnaID}, {"0", "opportunityratingcode", 3.0},
	} {
		if got := byName[tt.name][tt.column]; got != tt.want {
			t.Errorf("opportunity %s: %s = %v, want %v", tt.name, tt.column, got, tt.want)
		}
	}
	definitions := 0
	for _, r := range server.Requests() {
		if strings.Contains(r.Target+string(r.Body), "EntityDefinitions") {
			definitions++
		}
	}
	if definitions != 1 {
		t.Errorf("%d requests for definitions, want 1", definitions)
	}
	for line := range strings.Lines(log.String()) {
		for _, value := range []string{emulator.AnaEmail, emulator.ContactEmail, "Contoso Ltd"} {
			if !strings.Contains(line, `"level":"DEBUG"`) && strings.Contains(line, value) {
				t.Errorf("the log has %s", value)
			}
		}
	}
}

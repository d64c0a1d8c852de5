package handler_test

import (
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/fence"
)

// limits is a fence of a stack that allows tables.
func limits(t *testing.T, tables string) fence.Fence {
	t.Helper()
	f, err := fence.FromEnv(func(name string) (string, bool) {
		if name == config.AllowedTables {
			return tables, true
		}
		return "*", strings.HasPrefix(name, "ALLOWED_")
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestFencedMessage wants a dead letter that names the parameter, and nothing sent for the
// message. The other message of the event is carried out.
func TestFencedMessage(t *testing.T) {
	bubble(t, options{fence: limits(t, "*")}, func(t *testing.T, e *environment) {
		_, err := e.invoke(t, snsEvent(t,
			`{"operation":"delete","entitySet":"systemusers","id":"2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70"}`,
			`{"operation":"delete","entitySet":"contacts","id":"00000000-0000-4000-8000-00000000dead"}`))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range e.Requests() {
			if strings.Contains(r.Target, "systemusers") {
				t.Errorf("sent %s %s for a message that the fence refuses", r.Method, r.Target)
			}
		}
		if len(e.sqs.sent) != 1 {
			t.Fatalf("%d dead letters, want 1", len(e.sqs.sent))
		}
		line := e.lines(t)[0]
		for name, want := range map[string]string{
			"outcome": "dead-letter", "class": "rejected", "code": "not-allowed", "entitySet": "systemusers",
			"error": "not allowed: /entitySet: AllowedTables does not name systemusers",
		} {
			if line[name] != want {
				t.Errorf("%s: %v, want %s", name, line[name], want)
			}
		}
		if fix, _ := line["fix"].(string); !strings.Contains(fix, "parameter") {
			t.Errorf("fix %q, want advice about the parameter", fix)
		}
		if got := e.sqs.sent[0].attributes()["code"]; got != "not-allowed" {
			t.Errorf("code of the dead letter %q, want not-allowed", got)
		}
	})
}

// TestFenceWaitsForDefinitions wants a message to be tried again if the definitions that the
// fence needs cannot be read now.
func TestFenceWaitsForDefinitions(t *testing.T) {
	bubble(t, options{fence: limits(t, "accounts,contacts")}, func(t *testing.T, e *environment) {
		e.Fail(5, emulator.Fault{Service: emulator.Dataverse, Status: 503})
		event := sqsEvent(t, sqsRecord{id: "a", sent: time.Now(), body: envelope(t, `{"operation":"create","entitySet":"accounts","data":{"name":"A","contact_customer_accounts":[{"lastname":"B"}]}}`)})
		if ids := e.failures(t, event); len(ids) != 1 || len(e.sqs.sent) != 0 {
			t.Errorf("%d messages stay in the queue and %d dead letters, want 1 and 0", len(ids), len(e.sqs.sent))
		}
		time.Sleep(time.Hour)
		if ids := e.failures(t, event); len(ids) != 0 || len(e.sqs.sent) != 0 {
			t.Errorf("%d messages stay in the queue and %d dead letters, want none", len(ids), len(e.sqs.sent))
		}
	})
}

// TestFenceReadsOnceForAnEvent wants the messages of an event to share the failure of a
// request for definitions. A message that needs no definition is carried out.
func TestFenceReadsOnceForAnEvent(t *testing.T) {
	bubble(t, options{fence: limits(t, "accounts,contacts")}, func(t *testing.T, e *environment) {
		const forbidden = `{"error":{"code":"0x80040220","message":"Principal user is missing prvReadEntity privilege"}}`
		e.Fail(99, emulator.Fault{Service: emulator.Dataverse, Method: "GET", Status: 403, Body: forbidden})
		var records []sqsRecord
		for i := range 5 {
			id := string(rune('a' + i))
			records = append(records, sqsRecord{id: id, sent: time.Now(), body: envelope(t, `{"operation":"create","entitySet":"accounts","data":{"name":"`+id+`","contact_customer_accounts":[{"lastname":"B"}]}}`)})
		}
		records = append(records, sqsRecord{id: "z", sent: time.Now(), body: envelope(t, `{"operation":"create","entitySet":"contacts","data":{"lastname":"B"}}`)})
		if ids := e.failures(t, sqsEvent(t, records...)); len(ids) != 5 || len(e.sqs.sent) != 0 {
			t.Errorf("messages %q stay in the queue and %d dead letters, want five and 0", ids, len(e.sqs.sent))
		}
		reads := 0
		for _, r := range e.Requests() {
			if strings.Contains(r.Target, "EntityDefinitions") {
				reads++
			}
		}
		if reads != 1 {
			t.Errorf("%d requests for definitions, want 1", reads)
		}
	})
}

package handler_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/route"
)

// TestContentIDOfOneOperation: a mapping that makes a list of one operation may give it a
// contentId. The operation is carried out as without one.
func TestContentIDOfOneOperation(t *testing.T) {
	const lead = `entitySet: "leads", id: "` + emulator.LeadID + `"`
	for _, program := range []string{
		`{operation: "create", contentId: "c", entitySet: "contacts", data: {lastname: .name}}`,
		`{operation: "create", contentId: "c", table: "contact", values: {lastname: .name}}`,
		`{operation: "create", contentId: "c", table: "email", values: {subject: .name, to: [{address: "ana@contoso.example"}]}}`,
		`{operation: "upsert", contentId: "c", table: "contact", key: {emailaddress1: "b@contoso.example"}, values: {lastname: .name}}`,
		`{operation: "upsert", contentId: "c", table: "contact", key: {emailaddress1: "b@contoso.example"}, values: {lastname: .name}, createOnly: ["lastname"]}`,
		`{operation: "update", contentId: "c", table: "lead", id: "` + emulator.LeadID + `", values: {subject: .name}}`,
		`{operation: "update", contentId: "c", table: "lead", id: "` + emulator.LeadID + `", values: {subject: .name}, unchanged: "skip"}`,
		`{operation: "update", contentId: "c", ` + lead + `, data: {subject: .name}}`,
		`{operation: "delete", contentId: "c", ` + lead + `}`,
	} {
		table := routes(t, "", route.Entry{Name: "person", Map: program})
		bubble(t, options{routes: table}, func(t *testing.T, e *environment) {
			if _, err := e.invoke(t, snsEvent(t, `{"type":"person","name":"Brown"}`)); err != nil {
				t.Fatal(err)
			}
			if line := e.lines(t)[0]; line["outcome"] != "done" {
				t.Errorf("%s: %v, want done", program, line)
			}
		})
	}
}

// TestMappingAtTheDeadline: a message whose mapping is at work when the time of the invocation
// ends is not rejected. It waits for another attempt.
func TestMappingAtTheDeadline(t *testing.T) {
	table := routes(t, "", route.Entry{Name: "person", Map: mapPerson})
	bubble(t, options{routes: table}, func(t *testing.T, e *environment) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		body := publishedAs(t, "m", `{"type":"person","name":"Brown"}`)
		response, err := e.Invoke(ctx, sqsEvent(t, sqsRecord{id: "late", sent: time.Now(), body: body}))
		if err != nil || len(response.BatchItemFailures) != 1 {
			t.Errorf("%+v, %v, want the message to stay", response, err)
		}
		if line := e.lines(t)[0]; line["outcome"] != "retry" || !strings.Contains(line["error"].(string), "not begun") {
			t.Errorf("%v, want a message that was not begun", line)
		}
	})
}

package handler_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/outcome"
)

// TestRowsOfLogicalNames: the event of a batch has the entity sets of its rows, also if the
// message names their tables by logical names.
func TestRowsOfLogicalNames(t *testing.T) {
	const batch = `{"operation":"batch","operations":[{"operation":"create","contentId":"l","table":"lead","values":{"subject":"x"}},` +
		`{"operation":"create","contentId":"c","table":"contact","values":{"lastname":"x"}}]}`
	bubble(t, options{outcomes: outcome.All}, func(t *testing.T, e *environment) {
		if _, err := e.invoke(t, snsEvent(t, batch)); err != nil {
			t.Fatal(err)
		}
		e.failures(t, sqsEvent(t, sqsRecord{id: "a", body: publishedAs(t, "1", batch)}, sqsRecord{id: "b", body: publishedAs(t, "2", deleteContact)}))
		if len(e.sns.taken) != 3 {
			t.Fatalf("%d events, want three", len(e.sns.taken))
		}
		for _, event := range e.sns.taken[:2] {
			sets := map[string]any{}
			rows, _ := event.Data["rows"].(map[string]any)
			for name, row := range rows {
				sets[name] = row.(map[string]any)["entitySet"]
			}
			if diff := cmp.Diff(map[string]any{"l": "leads", "c": "contacts"}, sets); diff != "" {
				t.Errorf("entity sets (-want +got):\n%s", diff)
			}
		}
	})
}

// TestOutcomeWithTextAfterIt: an event with more text after it is no event. The line of a lost
// event could not hold it.
func TestOutcomeWithTextAfterIt(t *testing.T) {
	const event = `{"specversion":"1.0","type":"com.sns-dynamics.outcome.v1","id":"m/done","source":"s","data":{"outcome":"done"}}`
	bubble(t, options{outcomes: outcome.All}, func(t *testing.T, e *environment) {
		e.sns.refuse = true
		if got := e.failures(t, sqsEvent(t, sqsRecord{id: "o", kind: "outcome", body: event + `{}`, sent: time.Now()})); len(got) != 0 {
			t.Errorf("%v stay, want a dead letter", got)
		}
		if len(e.sqs.sent) != 1 || e.sqs.sent[0].QueueURL != deadURL {
			t.Errorf("sent %+v, want one dead letter", e.sqs.sent)
		}
	})
}

// TestEntitySetOfRefusedValues: the dead letter of a message whose values do not fit has the entity
// set of its table, also if the message has the logical name. Filter policies name entity sets.
func TestEntitySetOfRefusedValues(t *testing.T) {
	const update = `{"operation":"update","table":"contact","id":"` + emulator.ContactID + `","values":{"gendercode":"x"}}`
	bubble(t, options{outcomes: outcome.All}, func(t *testing.T, e *environment) {
		if _, err := e.invoke(t, snsEvent(t, update)); err != nil {
			t.Fatal(err)
		}
		e.failures(t, sqsEvent(t, sqsRecord{id: "a", body: publishedAs(t, "1", update)}, sqsRecord{id: "b", body: publishedAs(t, "2", update)}))
		if len(e.sns.taken) != 3 || len(e.sqs.sent) != 3 {
			t.Fatalf("%d events and %d dead letters, want three", len(e.sns.taken), len(e.sqs.sent))
		}
		for n, event := range e.sns.taken {
			if in, letter := event.attributes["entitySet"], e.sqs.sent[n].attributes()["entitySet"]; in != "contacts" || letter != "contacts" || event.Data["code"] != "values" {
				t.Errorf("entity set %q, and %q in the dead letter, want contacts: %v", in, letter, event.Data)
			}
		}
	})
}

// TestOutcomeInARecordOfLambda: an event in Lambda's record of a failed invocation waits by itself.
// If the record stayed for it, the messages beside it would run again.
func TestOutcomeInARecordOfLambda(t *testing.T) {
	bubble(t, options{outcomes: outcome.Failures}, func(t *testing.T, e *environment) {
		e.sns.refuse = true
		record, err := json.Marshal(map[string]any{"version": "1.0", "requestPayload": sqsEvent(t,
			sqsRecord{id: "a", body: publishedAs(t, "1", createLead)},
			sqsRecord{id: "o", kind: "outcome", sent: time.Now(), body: outcome.New("source", "", time.Now(), outcome.Data{MessageID: "m", Outcome: "done"}).String()},
		)})
		if err != nil {
			t.Fatal(err)
		}
		if got := e.failures(t, sqsEvent(t, sqsRecord{id: "record", sent: time.Now(), body: string(record)})); len(got) != 0 {
			t.Errorf("%v stay, want no message to run again", got)
		}
		if len(e.sqs.sent) != 1 || e.sqs.sent[0].QueueURL != retryURL || e.sqs.sent[0].attributes()["kind"] != "outcome" {
			t.Errorf("sent %+v, want the event in the queue", e.sqs.sent)
		}
	})
}

// TestRowsOfAStaleBatch: the event of a batch that is left out whole names no row. The row of
// its create does not exist.
func TestRowsOfAStaleBatch(t *testing.T) {
	batch := func(value int) string {
		return fmt.Sprintf(`{"operation":"batch","operations":[{"operation":"upsert","contentId":"order","entitySet":"new_orders","key":{"new_ordernumber":"SO-9"},"data":{"new_name":"x"}},`+
			`{"operation":"create","contentId":"lead","entitySet":"leads","data":{"subject":"x"}}],"sequence":{"contentId":"order","column":"new_sourceversion","value":%d}}`, value)
	}
	bubble(t, options{outcomes: outcome.All}, func(t *testing.T, e *environment) {
		e.failures(t, sqsEvent(t, sqsRecord{id: "a", body: publishedAs(t, "1", batch(7))}))
		e.failures(t, sqsEvent(t, sqsRecord{id: "b", body: publishedAs(t, "2", batch(6))}))
		if len(e.sns.taken) != 2 {
			t.Fatalf("%d events, want two", len(e.sns.taken))
		}
		for n, want := range []string{"done", "stale"} {
			rows, has := e.sns.taken[n].Data["rows"].(map[string]any)
			if got := e.sns.taken[n].Data["outcome"]; got != want || has != (want == "done") {
				t.Errorf("outcome %v with the rows %v, want %s", got, rows, want)
			}
		}
	})
}

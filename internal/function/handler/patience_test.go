package handler_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/emulator"
)

const (
	absentID = "9d9d9d9d-0000-4000-8000-000000000001"
	patience = 15 * time.Minute
	// waitsForAccount are messages that need a missing account.
	updateAbsent = `{"operation":"update","entitySet":"accounts","id":"` + absentID + `","data":{"name":"x"}}`
	createBound  = `{"operation":"create","entitySet":"contacts","data":{"lastname":"Lind","parentcustomerid_account@odata.bind":"/accounts(` + absentID + `)"}}`
	makeAccount  = `{"operation":"create","entitySet":"accounts","id":"` + absentID + `","data":{"name":"Trey Research"}}`
	winAbsent    = `{"operation":"action","action":"WinOpportunity","parameters":{"Status":3,"OpportunityClose":{"subject":"s","opportunityid@odata.bind":"/opportunities(` + absentID + `)"}}}`
)

// publishedAt is an envelope with the given publish time.
func publishedAt(t *testing.T, message string, at time.Time) string {
	t.Helper()
	return strings.Replace(envelope(t, message), publishTime, at.UTC().Format(snsTime), 1)
}

// TestChildOvertakesParent: SNS keeps no order, and a throttled message may be overtaken. A
// message that needs a row waits for it.
func TestChildOvertakesParent(t *testing.T) {
	for name, message := range map[string]string{
		"update":                  updateAbsent,
		"create with a lookup":    createBound,
		"upsert with a lookup":    strings.Replace(createBound, `"create","entitySet":"contacts"`, `"upsert","entitySet":"contacts","id":"`+emulator.ContactID+`"`, 1),
		"associate":               `{"operation":"associate","entitySet":"accounts","id":"` + absentID + `","navigationProperty":"accountleads_association","related":{"entitySet":"leads","id":"` + emulator.LeadID + `"}}`,
		"associate, other end":    `{"operation":"associate","entitySet":"leads","id":"` + emulator.LeadID + `","navigationProperty":"accountleads_association","related":{"entitySet":"accounts","id":"` + absentID + `"}}`,
		"update with a sequence":  `{"operation":"update","entitySet":"accounts","id":"` + absentID + `","data":{"name":"x"},"sequence":{"column":"description","value":"2"}}`,
		"batch with a lookup":     `{"operation":"batch","operations":[` + createContact + `,` + createBound + `]}`,
		"batch with an update":    `{"operation":"batch","operations":[` + updateAbsent + `,` + createContact + `]}`,
		"update for another user": strings.Replace(updateAbsent, `"data"`, `"impersonate":{"systemUserId":"`+emulator.AnaID+`"},"data"`, 1),
	} {
		bubble(t, options{patience: patience}, func(t *testing.T, e *environment) {
			if _, err := e.invoke(t, snsEvent(t, message)); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if len(e.sqs.sent) != 1 || e.sqs.sent[0].QueueURL != retryURL {
				t.Fatalf("%s: sent %+v, want it in the retry queue", name, e.sqs.sent)
			}
			if got, want := e.sqs.sent[0].attributes()["waitingSince"], fmt.Sprint(time.Now().UnixMilli()); got != want {
				t.Errorf("%s: waitingSince = %q, want %q", name, got, want)
			}
			line := e.lines(t)[0]
			if line["outcome"] != "retry" || line["class"] != "waiting" || line["level"] != "WARN" {
				t.Errorf("%s: log line %v", name, line)
			}
			if n := e.measured(t)[0]["Waiting"]; n != 1.0 {
				t.Errorf("%s: metric Waiting = %v, want 1", name, n)
			}
			if _, err := e.invoke(t, snsEvent(t, makeAccount)); err != nil {
				t.Fatal(err)
			}
			again := sqsRecord{id: "m", body: e.sqs.sent[0].MessageBody, waitingSince: e.sqs.sent[0].attributes()["waitingSince"]}
			if got := e.failures(t, sqsEvent(t, again)); len(got) != 0 || len(e.sqs.sent) != 1 {
				t.Errorf("%s: with the row there: failures %v, sent %+v, want none more", name, got, e.sqs.sent[1:])
			}
		})
	}
}

// A message from a standard queue is sent again as a new message at its first failure,
// because only a new message can carry the time. Then it waits, and its last attempt is at
// the end of its patience.
func TestPatienceInAQueue(t *testing.T) {
	bubble(t, options{patience: patience}, func(t *testing.T, e *environment) {
		began := time.Now()
		body := publishedAt(t, updateAbsent, began)
		if got := e.failures(t, sqsEvent(t, sqsRecord{id: "m", body: body})); len(got) != 0 {
			t.Fatalf("failures = %v, want none: it was sent again", got)
		}
		if len(e.sqs.sent) != 1 || e.sqs.sent[0].MessageBody != body || e.sqs.sent[0].DelaySeconds == 0 {
			t.Fatalf("sent %+v, want the envelope as it came, after a while", e.sqs.sent)
		}
		time.Sleep(time.Duration(e.sqs.sent[0].DelaySeconds) * time.Second)
		record := sqsRecord{id: "m", body: body, sent: began, waitingSince: e.sqs.sent[0].attributes()["waitingSince"]}
		for record.received = 1; len(e.sqs.sent) == 1 && record.received < 20; record.received++ {
			got := e.failures(t, sqsEvent(t, record))
			if len(e.sqs.sent) > 1 {
				break
			}
			if len(got) != 1 {
				t.Fatalf("receive %d: failures = %v, want the message to stay", record.received, got)
			}
			time.Sleep(time.Duration(e.sqs.holds["m"]) * time.Second)
		}
		if took := time.Since(began); took < patience || took > patience+5*time.Second {
			t.Errorf("it was given up after %v, want %v", took, patience)
		}
		a := e.sqs.sent[1].attributes()
		if e.sqs.sent[1].QueueURL != deadURL || a["class"] != "rejected" || a["code"] != "0x80040217" || a["waitingSince"] != "" {
			t.Errorf("sent %+v, want a dead letter, rejected with Dataverse's code", e.sqs.sent[1])
		}
		lines := e.lines(t)
		if last := lines[len(lines)-1]; last["class"] != "rejected" || last["outcome"] != "dead-letter" || last["fix"] == "" || last["fix"] == nil {
			t.Errorf("log line %v", last)
		}
	})
}

// Messages without patience: the patience is switched off, the message is old, it cannot be
// sent again and was published long ago, or it needs no row.
func TestNoPatience(t *testing.T) {
	day := 24 * time.Hour
	for _, tt := range []struct {
		name, message string
		patience, age time.Duration
		ordered       bool
		waitingSince  time.Duration // its age; 0 for a new message
		moved         bool          // back from the dead-letter queue, with its attributes
		want          string        // the outcome and the class
		holds         [2]int        // in seconds
	}{
		{name: "switched off", message: updateAbsent, want: "dead-letter rejected"},
		{name: "published two days ago", message: updateAbsent, patience: patience, age: 2*day + time.Minute, want: "dead-letter rejected"},
		{name: "published nearly two days ago", message: updateAbsent, patience: patience, age: 2*day - time.Minute, want: "retry waiting"},
		{name: "waited long enough", message: updateAbsent, patience: patience, waitingSince: patience, want: "dead-letter rejected"},
		{name: "waits", message: updateAbsent, patience: patience, waitingSince: patience - 3*time.Second, want: "retry waiting", holds: [2]int{3, 3}},
		{name: "waited long enough, and moved back", message: updateAbsent, patience: patience, waitingSince: 25 * time.Hour, moved: true, want: "retry waiting"},
		{name: "waits since a time to come", message: updateAbsent, patience: patience, waitingSince: -time.Hour, want: "retry waiting"},
		{name: "ordered", message: updateAbsent, patience: patience, ordered: true, age: time.Minute, want: "retry waiting", holds: [2]int{5, 7}},
		{name: "ordered, published a while ago", message: updateAbsent, patience: patience, ordered: true, age: patience, want: "dead-letter rejected"},
		{name: "an action", message: winAbsent, patience: patience, age: time.Minute, want: "retry waiting", holds: [2]int{5, 7}},
		{name: "an action, published a while ago", message: winAbsent, patience: patience, age: patience, want: "dead-letter rejected"},
		{name: "an action in a batch, published a while ago", message: `{"operation":"batch","operations":[` + winAbsent + `,` + createContact + `]}`, patience: patience, age: patience, want: "dead-letter rejected"},
		{name: "a missing user", message: strings.Replace(createContact, `"data"`, `"impersonate":{"systemUserId":"`+absentID+`"},"data"`, 1), patience: patience, want: "dead-letter rejected"},
		{name: "a delete", message: strings.Replace(deleteContact, emulator.ContactID, absentID, 1), patience: patience, want: "absent <nil>"},
		{name: "a disassociate", message: `{"operation":"disassociate","entitySet":"accounts","id":"` + absentID + `","navigationProperty":"accountleads_association","related":{"entitySet":"leads","id":"` + emulator.LeadID + `"}}`, patience: patience, want: "absent <nil>"},
		{name: "a table that is not there", message: strings.Replace(updateAbsent, "accounts", "acounts", 1), patience: patience, want: "dead-letter rejected"},
	} {
		bubble(t, options{patience: tt.patience, ordered: tt.ordered}, func(t *testing.T, e *environment) {
			now := time.Now()
			record := sqsRecord{id: "m", body: publishedAt(t, tt.message, now.Add(-tt.age)), sent: now.Add(-tt.age)}
			if tt.ordered {
				record.arn, record.group = fifoARN, "a"
			}
			if tt.waitingSince != 0 {
				record.sent = now.Add(-tt.waitingSince)
				record.waitingSince = milliseconds(record.sent)
			}
			if tt.moved {
				record.sent = now
			}
			got := e.failures(t, sqsEvent(t, record))
			line := e.lines(t)[0]
			if outcome := fmt.Sprint(line["outcome"], " ", line["class"]); outcome != tt.want {
				t.Errorf("%s: %s, want %s (%v)", tt.name, outcome, tt.want, line["error"])
			}
			if held := e.sqs.holds["m"]; held < tt.holds[0] || held > tt.holds[1] || (len(got) == 1) != (tt.holds[1] > 0) {
				t.Errorf("%s: held for %d s, failures %v, want %v s", tt.name, held, got, tt.holds)
			}
		})
	}
}

// A message that cannot be sent again stays in its queue, hidden for some time.
func TestWaitingThatCannotBeSentAnew(t *testing.T) {
	bubble(t, options{patience: patience}, func(t *testing.T, e *environment) {
		e.sqs.refuse = true
		if got := e.failures(t, sqsEvent(t, sqsRecord{id: "m", body: publishedAt(t, updateAbsent, time.Now())})); len(got) != 1 || e.sqs.holds["m"] == 0 {
			t.Errorf("failures = %v, holds %v, want the message to stay", got, e.sqs.holds)
		}
	})
}

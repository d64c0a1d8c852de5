package relay_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

var throttled = dynamicstest.Fault{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"400"}}}

// What comes from a queue stays there when it may pass, is held back until its
// next try, and goes when it is done with, well or badly. Those on one row keep
// their order, so that the wait of the one is that of the next.
func TestPartialFailures(t *testing.T) {
	bubble(t, options{}, func(t *testing.T, e *environment) {
		e.Fail(1, dynamicstest.Fault{Method: http.MethodDelete, Status: throttled.Status, Header: throttled.Header})
		got := e.failures(t, sqsEvent(t,
			sqsRecord{id: "updated", body: envelope(t, `{"operation":"update","entitySet":"contacts","id":"`+dynamicstest.ContactID+`","data":{"jobtitle":"x"}}`)},
			sqsRecord{id: "rejected", body: envelope(t, `{"operation":"creat"}`)},
			sqsRecord{id: "throttled", body: envelope(t, deleteContact), received: 2},
			sqsRecord{id: "held", body: envelope(t, deleteContact), received: 3},
		))
		if diff := cmp.Diff([]string{"throttled", "held"}, got); diff != "" {
			t.Errorf("failures (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(map[string]int{"throttled": 400, "held": 400}, e.sqs.holds); diff != "" {
			t.Errorf("holds (-want +got):\n%s", diff)
		}
		if len(e.sqs.sent) != 1 || e.sqs.sent[0].QueueURL != deadURL || e.sqs.sent[0].MessageBody != envelope(t, `{"operation":"creat"}`) {
			t.Errorf("sent %+v, want the rejected message as it came", e.sqs.sent)
		}
		if line := e.lines(t)[2]; line["received"] != 2.0 || line["outcome"] != "retry" {
			t.Errorf("log line = %v", line)
		}
	})
}

// The wait grows with the receives, so that they last for a day of trying even
// where the service asks for a short wait again and again.
func TestVisibilityGrows(t *testing.T) {
	for _, tt := range []struct {
		received, least, most int
		retryAfter            string
	}{
		{1, 5, 7, ""},
		{2, 10, 13, ""},
		{5, 80, 100, ""},
		{8, 640, 800, ""},
		{9, 900, 900, ""},
		{1000, 900, 900, ""},
		{1, 160, 160, "160"},
		{9, 900, 900, "160"},
		{1, 900, 900, "7200"},
	} {
		bubble(t, options{}, func(t *testing.T, e *environment) {
			f := dynamicstest.Fault{Status: http.StatusServiceUnavailable, Header: http.Header{}}
			if tt.retryAfter != "" {
				f.Header.Set("Retry-After", tt.retryAfter)
			}
			e.Fail(5, f)
			if got := e.failures(t, sqsEvent(t, sqsRecord{id: "m", body: envelope(t, deleteContact), received: tt.received})); len(got) != 1 {
				t.Fatalf("failures = %v, want one", got)
			}
			if got := e.sqs.holds["m"]; got < tt.least || got > tt.most {
				t.Errorf("receive %d, Retry-After %q: held for %d s, want %d to %d", tt.received, tt.retryAfter, got, tt.least, tt.most)
			}
		})
	}
}

// The waits in a queue are those of Config.Jitter, where there is one.
func TestWaitsAreTheJitterGiven(t *testing.T) {
	bubble(t, options{}, func(t *testing.T, e *environment) {
		e.Jitter = func(bound time.Duration) time.Duration { return bound - 1 }
		e.Fail(10, dynamicstest.Fault{Status: http.StatusServiceUnavailable})
		if got := e.failures(t, sqsEvent(t, sqsRecord{id: "m", body: envelope(t, deleteContact), received: 5})); len(got) != 1 {
			t.Fatalf("failures = %v, want one", got)
		}
		if got := e.sqs.holds["m"]; got != 100 {
			t.Errorf("held for %d s, want 80 and a quarter of it", got)
		}
		if _, err := e.invoke(t, snsEvent(t, deleteContact)); err != nil {
			t.Fatal(err)
		}
		if got := e.sqs.sent[0].DelaySeconds; got != 30 {
			t.Errorf("handed over with a delay of %d s, want 5 and up to 25", got)
		}
	})
}

// The receives must last for a day of trying at the longest waits there are
// room for: the template's maxReceiveCount rests on it.
func TestRawDelivery(t *testing.T) {
	bubble(t, options{}, func(t *testing.T, e *environment) {
		record := sqsRecord{id: "2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70", body: createContact}
		for _, want := range []string{"done", "exists"} {
			if got := e.failures(t, sqsEvent(t, record)); len(got) != 0 {
				t.Fatalf("failures = %v, want none", got)
			}
			lines := e.lines(t)
			line := lines[len(lines)-1]
			if line["outcome"] != want || line["messageId"] != record.id || line["topicArn"] != retryARN {
				t.Errorf("log line = %v, want %s of the queue's own message", line, want)
			}
		}
		record.body = `{"operation":"creat"}`
		e.failures(t, sqsEvent(t, record))
		body := e.sqs.sent[0].MessageBody
		for _, want := range []string{`"MessageId":"` + record.id, `"TopicArn":"` + retryARN, `"Timestamp":"2026-11-21T09:30:00.123Z"`} {
			if !strings.Contains(body, want) {
				t.Errorf("dead letter = %s, want %s in it", body, want)
			}
		}
	})
}

// In a FIFO queue what follows a message of the same group waits for it; other
// groups do not, and a rejected message holds nobody up.
func TestOrderedGroups(t *testing.T) {
	const arn = retryARN + ".fifo"
	bubble(t, options{ordered: true}, func(t *testing.T, e *environment) {
		// The first delete is throttled for longer than the invocation lasts,
		// and so is all that follows.
		update := `{"operation":"upsert","entitySet":"new_orders","key":{"new_ordernumber":"1"},"data":{"new_name":"x"}}`
		e.Fail(5, dynamicstest.Fault{Method: http.MethodDelete, Status: http.StatusServiceUnavailable})
		got := e.failures(t, sqsEvent(t,
			sqsRecord{id: "a1", body: envelope(t, `{"operation":"creat"}`), arn: arn, group: "a"},
			sqsRecord{id: "a2", body: envelope(t, deleteContact), arn: arn, group: "a"},
			sqsRecord{id: "b1", body: envelope(t, update), arn: arn, group: "b"},
			sqsRecord{id: "a3", body: envelope(t, update), arn: arn, group: "a"},
		))
		if diff := cmp.Diff([]string{"a2", "a3"}, got); diff != "" {
			t.Errorf("failures (-want +got):\n%s", diff)
		}
		if _, held := e.sqs.holds["a2"]; !held {
			t.Error("the failed message is not held back")
		}
		if d, held := e.sqs.holds["a3"]; !held || d != 0 {
			t.Errorf("the message behind it is held for %d s (%v), want 0: the group waits anyway", d, held)
		}
		if n := len(e.lines(t)); n != 3 {
			t.Errorf("%d messages were run, want three: a3 must wait", n)
		}
		if len(e.sqs.sent) != 1 {
			t.Fatalf("%d messages sent, want the rejected one", len(e.sqs.sent))
		}
		if m := e.sqs.sent[0]; m.QueueURL != deadURL+".fifo" || m.MessageGroupID != "a" || m.DeduplicationID != messageID+"0.a1" || m.DelaySeconds != 0 {
			t.Errorf("sent %+v, want it in the FIFO dead-letter queue, in its group", m)
		}
	})
}

// A dead letter that cannot be written stays where it is, out of sight for a
// while.
func TestQueueKeepsWhatCannotBeBuried(t *testing.T) {
	bubble(t, options{}, func(t *testing.T, e *environment) {
		e.sqs.refuse = true
		if got := e.failures(t, sqsEvent(t, sqsRecord{id: "m", body: envelope(t, "not JSON"), received: 4})); len(got) != 1 {
			t.Errorf("failures = %v, want the message to stay", got)
		}
		if got := e.sqs.holds["m"]; got < 40 || got > 50 {
			t.Errorf("held for %d s, want 40 to 50, as of any fourth receive", got)
		}
	})
}

// What those before it leave no time is not begun, and costs Dataverse nothing.
func TestMessagesOfABatchAreNotBegunLate(t *testing.T) {
	// Of one row, so that the second waits for the first.
	const row = `"entitySet":"contacts","id":"` + dynamicstest.ContactID + `"`
	const update = `{"operation":"update",` + row + `,"data":{"jobtitle":"x"}}`
	const action = `{"operation":"action",` + row + `,"action":"new_AddNoteToContact","parameters":{"NoteTitle":"t","NoteText":"x"}}`
	for _, tt := range []struct {
		arn        string
		retryAfter string
		want       []string
	}{
		{retryARN, "117", nil}, {retryARN, "119", []string{"late"}},
		// An ordered action wants 125 seconds of the 148.
		{retryARN + ".fifo", "22", nil}, {retryARN + ".fifo", "24", []string{"late"}},
	} {
		bubble(t, options{}, func(t *testing.T, e *environment) {
			e.Fail(1, dynamicstest.Fault{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {tt.retryAfter}}})
			got := e.failures(t, sqsEvent(t,
				sqsRecord{id: "first", body: envelope(t, update), arn: tt.arn, group: "a"},
				sqsRecord{id: "late", body: envelope(t, action), arn: tt.arn, group: "b"}))
			if diff := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s: after a wait of %s s, failures (-want +got):\n%s", tt.arn, tt.retryAfter, diff)
			}
			lines := e.lines(t)
			if last := lines[len(lines)-1]; tt.want != nil && (last["class"] != "unavailable" || last["outcome"] != "retry") {
				t.Errorf("log line = %v, want unavailable, to be tried again", last)
			}
		})
	}
}

// An invocation keeps two seconds to hand over what failed.
func TestInvokeEndsBeforeTheDeadline(t *testing.T) {
	bubble(t, options{}, func(t *testing.T, e *environment) {
		e.Fail(10, dynamicstest.Fault{Stall: true})
		start := time.Now()
		if _, err := e.invoke(t, snsEvent(t, deleteContact)); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took != 148*time.Second || len(e.sqs.sent) != 1 {
			t.Errorf("it took %v and sent %d messages, want 148s and one", took, len(e.sqs.sent))
		}
	})
}

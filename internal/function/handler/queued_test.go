package handler_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sns-dynamics/internal/emulator"
)

var throttled = emulator.Fault{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"400"}}}

// A message of a queue stays there if its failure may pass, and is hidden until its next
// attempt. It is deleted after its last attempt, successful or not. Messages on one row
// keep their order, so that they wait for the same time.
func TestPartialFailures(t *testing.T) {
	bubble(t, options{}, func(t *testing.T, e *environment) {
		e.Fail(1, emulator.Fault{Method: http.MethodDelete, Status: throttled.Status, Header: throttled.Header})
		got := e.failures(t, sqsEvent(t,
			sqsRecord{id: "updated", body: envelope(t, `{"operation":"update","entitySet":"contacts","id":"`+emulator.ContactID+`","data":{"jobtitle":"x"}}`)},
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

// The wait grows with the receives, so that the receives last for a day, even if the
// service asks for a short wait again and again.
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
			f := emulator.Fault{Status: http.StatusServiceUnavailable, Header: http.Header{}}
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

// The waits in a queue come from Config.Jitter if it is set.
func TestWaitsAreTheJitterGiven(t *testing.T) {
	jitter := func(bound time.Duration) time.Duration { return bound - 1 }
	bubble(t, options{jitter: jitter}, func(t *testing.T, e *environment) {
		e.Fail(10, emulator.Fault{Status: http.StatusServiceUnavailable})
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

// The receives last for at least a day, even with the longest waits: the template's
// maxReceiveCount depends on it.
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
		for _, want := range []string{`"MessageId":"` + record.id, `"TopicArn":"` + retryARN, `"Timestamp":"` + publishTime + `"`} {
			if !strings.Contains(body, want) {
				t.Errorf("dead letter = %s, want %s in it", body, want)
			}
		}
	})
}

// In a FIFO queue, a later message of the same group waits. Other groups do not wait, and a
// rejected message does not hold up its group.
func TestOrderedGroups(t *testing.T) {
	const arn = retryARN + ".fifo"
	bubble(t, options{ordered: true}, func(t *testing.T, e *environment) {
		// The first delete and all later requests are throttled for longer than the
		// invocation lasts.
		update := `{"operation":"upsert","entitySet":"new_orders","key":{"new_ordernumber":"1"},"data":{"new_name":"x"}}`
		e.Fail(5, emulator.Fault{Method: http.MethodDelete, Status: http.StatusServiceUnavailable})
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

// If a dead letter cannot be written, the message stays in its queue, hidden for some time.
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

// A message without time for its request is not started, and makes no request to Dataverse.
func TestMessagesOfABatchAreNotBegunLate(t *testing.T) {
	// Both are of one row, so that the second waits for the first.
	const row = `"entitySet":"contacts","id":"` + emulator.ContactID + `"`
	const update = `{"operation":"update",` + row + `,"data":{"jobtitle":"x"}}`
	const action = `{"operation":"action",` + row + `,"action":"new_AddNoteToContact","parameters":{"NoteTitle":"t","NoteText":"x"}}`
	for _, tt := range []struct {
		arn        string
		retryAfter string
		want       []string
	}{
		{retryARN, "117", nil}, {retryARN, "119", []string{"late"}},
		// An ordered action needs 125 seconds of the 148.
		{retryARN + ".fifo", "22", nil}, {retryARN + ".fifo", "24", []string{"late"}},
	} {
		bubble(t, options{}, func(t *testing.T, e *environment) {
			e.Fail(1, emulator.Fault{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {tt.retryAfter}}})
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

// With little time left, the later records of a FIFO event wait unchanged. This includes a
// record that cannot be decoded, and the records behind it.
func TestMessagesOfAFIFOEventAreNotBegunLate(t *testing.T) {
	const malformed = `{"operation":"creat"}`
	for name, messages := range map[string][]string{
		"a malformed one": {deleteContact, malformed},
		"behind one":      {malformed, deleteContact},
	} {
		bubble(t, options{}, func(t *testing.T, e *environment) {
			e.failures(t, sqsEvent(t, sqsRecord{id: "warm", body: envelope(t, deleteContact), arn: fifoARN, group: "w"}))
			e.ForgetRequests()
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			response, err := e.Invoke(ctx, sqsEvent(t,
				sqsRecord{id: "first", body: envelope(t, messages[0]), arn: fifoARN, group: "a"},
				sqsRecord{id: "late", body: envelope(t, messages[1]), arn: fifoARN, group: "b"}))
			if err != nil || len(response.BatchItemFailures) != 1 || response.BatchItemFailures[0].ItemIdentifier != "late" {
				t.Errorf("%s: %+v, %v, want the late message to stay", name, response, err)
			}
			if got := e.asked(http.MethodDelete); got != 1-strings.Count(messages[0], "creat") {
				t.Errorf("%s: %d deletes were sent, want none of the late message", name, got)
			}
		})
	}
}

// An invocation keeps two seconds to dispose of the failed messages.
func TestInvokeEndsBeforeTheDeadline(t *testing.T) {
	bubble(t, options{}, func(t *testing.T, e *environment) {
		e.Fail(10, emulator.Fault{Stall: true})
		start := time.Now()
		if _, err := e.invoke(t, snsEvent(t, deleteContact)); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took != 148*time.Second || len(e.sqs.sent) != 1 {
			t.Errorf("it took %v and sent %d messages, want 148s and one", took, len(e.sqs.sent))
		}
	})
}

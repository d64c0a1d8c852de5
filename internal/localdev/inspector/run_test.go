package inspector_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/localdev/inspector"
)

// bubble runs a test on a clock of its own, without a network. It reads the messages
// through the page, like a user.
func bubble(t *testing.T, test func(*testing.T, *inspector.Inspector, *emulator.Emulator)) {
	bubbleOf(t, time.Minute, 0, test)
}

func bubbleOf(t *testing.T, patience time.Duration, maxReceives int, test func(*testing.T, *inspector.Inspector, *emulator.Emulator)) {
	synctest.Test(t, func(t *testing.T) {
		e, err := emulator.New(emulator.Options{})
		if err != nil {
			t.Fatal(err)
		}
		i := inspector.New(inspector.Config{})
		defer i.Close()
		c := emulator.ConnectionAt("http://127.0.0.1:1")
		i.Connect(e, c, patient(c, i.Wiring(e.Transport()), patience, maxReceives))
		test(t, i, e)
	})
}

// one returns the message of that number.
func one(t *testing.T, i *inspector.Inspector, path string) inspector.Message {
	t.Helper()
	var m inspector.Message
	if err := json.Unmarshal([]byte(serve(i, "GET", path)), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func publish(t *testing.T, i *inspector.Inspector, text string) {
	t.Helper()
	if _, err := i.Publish([]byte(text)); err != nil {
		t.Fatal(err)
	}
}

// TestRetryQueue follows a message that Dataverse refuses at first. The message is visible
// again after the time that the function asked for, and succeeds.
func TestRetryQueue(t *testing.T) {
	bubble(t, func(t *testing.T, i *inspector.Inspector, e *emulator.Emulator) {
		begun := time.Now()
		e.Fail(6, emulator.Fault{}) // one more than the attempts of a delivery
		publish(t, i, updateLead)
		synctest.Wait()
		m := one(t, i, "/messages/1")
		if m.Outcome != "retry" || m.Tries != 5 || m.Class != "unavailable" || m.Deliveries != 1 {
			t.Fatalf("message = %+v, want it in the retry queue", m.Summary)
		}
		time.Sleep(5 * time.Second)
		synctest.Wait()
		m = one(t, i, "/messages/1")
		if m.Outcome != "done" || m.Tries != 7 || m.Deliveries != 2 || m.Letter != nil || m.Error != "" {
			t.Errorf("message = %+v, want it done at the second delivery", m)
		}
		if last := m.Timeline[len(m.Timeline)-1]; last.Time.Sub(begun) != 5*time.Second {
			t.Errorf("it ended after %v, want 5 s, as the function asked for", last.Time.Sub(begun))
		}
	})
}

// TestWaitingForARow follows a message that needs a missing row. It is sent again with the
// time at which it began to wait, and is rejected at the end of its patience.
func TestWaitingForARow(t *testing.T) {
	const (
		id     = "9d9d9d9d-0000-4000-8000-000000000001"
		update = `{"operation":"update","entitySet":"leads","id":"` + id + `","data":{"subject":"x"}}`
		create = `{"operation":"create","entitySet":"leads","id":"` + id + `","data":{"subject":"s","lastname":"l"}}`
	)
	for _, comes := range []bool{true, false} {
		bubble(t, func(t *testing.T, i *inspector.Inspector, _ *emulator.Emulator) {
			publish(t, i, update)
			synctest.Wait()
			if m := one(t, i, "/messages/1"); m.Outcome != "retry" || m.Class != "waiting" {
				t.Fatalf("message = %+v, want it to wait", m.Summary)
			}
			if comes {
				publish(t, i, create)
			}
			time.Sleep(70 * time.Second)
			synctest.Wait()
			m := one(t, i, "/messages/1")
			if comes && m.Outcome != "done" || !comes && (m.Outcome != "dead-letter" || m.Class != "rejected" || m.Code != "0x80040217") {
				t.Errorf("the row comes: %v; message = %+v", comes, m.Summary)
			}
		})
	}
}

// TestTooManyReceives delivers a message as often as the limit allows. Then it is a dead
// letter.
func TestTooManyReceives(t *testing.T) {
	bubble(t, func(t *testing.T, i *inspector.Inspector, e *emulator.Emulator) {
		if err := e.SetFault("no-user", emulator.EveryRequest); err != nil {
			t.Fatal(err)
		}
		publish(t, i, updateLead)
		time.Sleep(time.Hour)
		synctest.Wait()
		m := one(t, i, "/messages/1")
		if m.Outcome != "dead-letter" || m.Deliveries != 1+inspector.MaxReceives || m.Class != "misconfigured" || m.Letter == nil {
			t.Fatalf("message = %+v", m)
		}
		if l := m.Letter.Letter; l.Source != "queue" || !strings.Contains(l.Reason, "received 10 times; last: ") || !strings.Contains(l.Reason, "0x80072560") || l.MessageID != m.MessageID || l.Class != "misconfigured" {
			t.Errorf("letter = %+v", l)
		}
		if m.Letter.Meaning.Means == "" {
			t.Error("the letter says nothing of what it means")
		}
		var waits []string
		for _, moment := range m.Timeline {
			if moment.Kind == "held" {
				waits = append(waits, strings.TrimPrefix(moment.Text, "in the retry queue, for "))
			}
		}
		if got := strings.Join(waits, " "); got != "5s 5s 10s 20s 40s 1m20s 2m40s 5m20s 10m40s 15m0s 15m0s" {
			t.Errorf("waits = %s", got)
		}
	})
}

// TestDeliverNow ends a wait early.
func TestDeliverNow(t *testing.T) {
	bubble(t, func(t *testing.T, i *inspector.Inspector, e *emulator.Emulator) {
		e.Fail(1, emulator.Fault{Status: 403, Body: `{"error":{"code":"0x80072560","message":"no"}}`})
		publish(t, i, updateLead)
		synctest.Wait()
		begun := time.Now()
		if answer := serve(i, "POST", "/messages/1/deliver"); !strings.Contains(answer, "numbers") {
			t.Fatal(answer)
		}
		synctest.Wait()
		if m := one(t, i, "/messages/1"); m.Outcome != "done" || !time.Now().Equal(begun) {
			t.Errorf("outcome = %s after %v", m.Outcome, time.Since(begun))
		}
	})
}

// TestDeadLetter keeps a message that can never succeed, with the reason from the function.
func TestDeadLetter(t *testing.T) {
	bubble(t, func(t *testing.T, i *inspector.Inspector, _ *emulator.Emulator) {
		publish(t, i, badLead)
		synctest.Wait()
		m := one(t, i, "/messages/1")
		if m.Outcome != "dead-letter" || m.Letter == nil || m.Letter.Letter.Source != "function" || m.Letter.Letter.Class != "rejected" || m.Letter.Letter.Code != "0x80048d19" ||
			!strings.Contains(m.Letter.Letter.Reason, "; to do: ") || m.Letter.Letter.Attempts != 1 {
			t.Errorf("letter = %+v", m.Letter)
		}
	})
}

// TestBatchOfSQS runs the messages of a batch together. Each has its own outcome.
func TestBatchOfSQS(t *testing.T) {
	bubble(t, func(t *testing.T, i *inspector.Inspector, e *emulator.Emulator) {
		record := func(id, text string) map[string]any {
			return map[string]any{"messageId": id, "receiptHandle": "handle-" + id, "body": text, "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:us-east-1:111122223333:q",
				"attributes": map[string]string{"ApproximateReceiveCount": "2", "SentTimestamp": "1795250000000"}}
		}
		event, err := json.Marshal(map[string]any{"Records": []any{record("a", createTask), record("b", strings.Replace(createTask, "Call", "Ask", 1)), record("c", "none"), record("d", updateLead)}})
		if err != nil {
			t.Fatal(err)
		}
		e.Fail(1, emulator.Fault{Method: "PATCH", Inner: true}) // in the $batch, and then in a request of its own
		e.Fail(5, emulator.Fault{Method: "PATCH"})
		publish(t, i, string(event))
		synctest.Wait()
		time.Sleep(9 * time.Second)
		synctest.Wait()
		var outcomes []string
		for _, path := range []string{"/messages/1", "/messages/2", "/messages/3", "/messages/4"} {
			outcomes = append(outcomes, one(t, i, path).Outcome)
		}
		if got := strings.Join(outcomes, " "); got != "done done dead-letter retry" {
			t.Errorf("outcomes = %s", got)
		}
		if a, b := one(t, i, "/messages/1").Requests, one(t, i, "/messages/2").Requests; len(a) == 0 || len(a) != len(b) || a[len(a)-1].Number != b[len(b)-1].Number {
			t.Error("the two creates do not show the request that they share")
		}
		time.Sleep(time.Second) // 10 s is the wait after a second receive
		synctest.Wait()
		if m := one(t, i, "/messages/4"); m.Outcome != "done" || m.Deliveries != 2 {
			t.Errorf("the last: %+v", m.Summary)
		}
	})
}

// TestPanicIsAFailure keeps the inspector alive, and the message with the reason.
func TestPanicIsAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, err := emulator.New(emulator.Options{})
		if err != nil {
			t.Fatal(err)
		}
		i := inspector.New(inspector.Config{})
		defer i.Close()
		i.Connect(e, emulator.Connection{}, func(context.Context, json.RawMessage) (*events.SQSEventResponse, error) { panic("no") })
		publish(t, i, updateLead)
		synctest.Wait()
		if m := one(t, i, "/messages/1"); m.Outcome != "failed" || m.Error != "the function panicked: no" {
			t.Errorf("message = %+v", m)
		}
	})
}

// TestCloseEndsWhatWaits: Close does not wait for the retry queue.
func TestCloseEndsWhatWaits(t *testing.T) {
	bubble(t, func(t *testing.T, i *inspector.Inspector, e *emulator.Emulator) {
		begun := time.Now()
		if err := e.SetFault("stall", 1); err != nil {
			t.Fatal(err)
		}
		publish(t, i, updateLead)
		publish(t, i, badLead)
		synctest.Wait()
		i.Close()
		if d := time.Since(begun); d != 0 {
			t.Errorf("it took %v", d)
		}
	})
}

// TestLogLinesBesideRequests: the log line of a message and a request of another program end,
// whichever takes its lock first.
func TestLogLinesBesideRequests(t *testing.T) {
	w := start(t)
	done := make(chan struct{})
	var others sync.WaitGroup
	for range 4 {
		others.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				answer, err := http.Get(w.origin + "/api/data/v9.2/WhoAmI")
				if err != nil {
					return
				}
				answer.Body.Close()
			}
		})
	}
	ended := make(chan struct{})
	go func() {
		for range 300 {
			w.deliver(`{"operation":"delete"}`)
		}
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Error("the messages do not end")
	}
	close(done)
	others.Wait()
}

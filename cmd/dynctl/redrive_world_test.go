package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/awstest"
	"sns-dynamics/internal/config"
	"sns-dynamics/internal/dynamics/dynamicstest"
	"sns-dynamics/internal/function"
)

// world is dead-letter queues with letters of all shapes, the queue they go to, and
// a Dataverse. Its clock stands still but for advance.
type world struct {
	t         *testing.T
	random    *rand.Rand
	cloud     *awstest.Cloud
	emulator  *dynamicstest.Emulator
	dead      []string // URLs
	work      string
	isOrdered bool
	rows      []string // the subjects of leads that must be there in the end, once each
	stay      []string // SQS's ids of the letters that must be left alone
	doubles   int      // messages that came to the function's queue again

	mu  sync.Mutex
	now time.Time
}

func newWorld(t *testing.T, random *rand.Rand) *world {
	w := &world{t: t, random: random, isOrdered: random.IntN(3) == 0, now: time.Now()}
	var err error
	if w.cloud, err = awstest.Start(awstest.Options{Now: w.clock}); err != nil {
		t.Fatal(err)
	}
	if w.emulator, err = dynamicstest.New(dynamicstest.Options{}); err != nil {
		t.Fatal(err)
	}
	w.dead = []string{w.cloud.AddQueue("dead", nil)}
	outputs := map[string]string{"DeadLetterQueueUrl": w.dead[0]}
	if w.isOrdered {
		w.dead = append(w.dead, w.cloud.AddQueue("ordered.fifo", nil))
		w.work = w.cloud.AddQueue("work.fifo", nil)
		outputs["OrderedDeadLetterQueueUrl"] = w.dead[1]
	} else {
		w.work = w.cloud.AddQueue("work", nil)
	}
	outputs["QueueUrl"] = w.work
	w.cloud.AddStack(awstest.Stack{Name: "sns-dynamics", Outputs: outputs})
	for n := range 5 + random.IntN(20) {
		w.put(n)
	}
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// advance lets the letters come back that were out of sight. What a FIFO queue
// remembers of duplicates it may still remember.
func (w *world) advance() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(time.Duration(3+w.random.IntN(10)) * time.Minute)
}

// put makes a letter of a random shape.
func (w *world) put(n int) {
	subject := fmt.Sprintf("lead %d", n)
	text := fmt.Sprintf(`{"operation":"create","entitySet":"leads","data":{"subject":%q}}`, subject)
	attributes := map[string]awstest.Attribute{}
	isMade := true
	switch w.random.IntN(8) {
	case 0:
		text, isMade = `{"operation":"action","action":"WinOpportunity","parameters":{"Status":3,"OpportunityClose":{"subject":"Signed","opportunityid@odata.bind":"/opportunities(6b7b1f52-3c0e-4d0a-9f5e-2a4d1c8e7f10)"}}}`, false
	case 1:
		text, isMade = "not a message", false
	}
	envelope := fmt.Sprintf(`{"Type":"Notification","MessageId":"message-%d","TopicArn":"arn:aws:sns:eu-west-1:111122223333:topic","Message":%q,"Timestamp":"2026-11-21T09:30:00.000Z"}`, n, text)
	m := awstest.Message{Body: envelope, Attributes: attributes, Sent: w.now.Add(-time.Hour)}
	queue := w.dead[w.random.IntN(len(w.dead))]
	if strings.HasSuffix(queue, ".fifo") {
		m.Group = fmt.Sprintf("group-%d", w.random.IntN(3))
	}
	switch shape := w.random.IntN(5); {
	case text == "not a message":
		m.Body = text
	case shape == 0:
		attributes["class"] = awstest.Attribute{DataType: "String", StringValue: "rejected"}
	case shape == 1:
		m.Body = `{"version":"1.0","requestContext":{"condition":"RetriesExhausted"},"requestPayload":{"Records":[{"EventSource":"aws:sns","Sns":` + envelope + `}]}}`
	case shape == 2:
		attributes["ErrorCode"] = awstest.Attribute{DataType: "String", StringValue: "403"}
	case shape == 3:
		m.Source = awstest.QueueARN("work")
	case m.Group == "":
		m.Source, m.Body = awstest.QueueARN("work"), text
	}
	id := w.cloud.Put(queue, m)
	if isMade {
		w.rows = append(w.rows, subject)
	} else {
		w.stay = append(w.stay, id)
	}
}

// left are the ids of the letters that are still there.
func (w *world) left() []string {
	var ids []string
	for _, url := range w.dead {
		for _, m := range w.cloud.Messages(url) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// config reaches the cloud, each call once.
func (w *world) config() aws.Config {
	c := w.cloud.Config()
	c.RetryMaxAttempts = 1
	return c
}

// finish runs what came to the function's queue, by the function, and holds what
// there is then to what must be.
func (w *world) finish() {
	w.t.Helper()
	left := w.left()
	slices.Sort(left)
	slices.Sort(w.stay)
	if !slices.Equal(left, w.stay) {
		w.t.Errorf("letters %v are left, want %v", left, w.stay)
	}
	connection := dynamicstest.ConnectionAt("https://org.crm.dynamics.example")
	handler := function.New(function.Config{
		Config: config.Config{SecretARN: connection.SecretARN},
		AWS: aws.Config{
			Region: awstest.Region, BaseEndpoint: &connection.AWSEndpointURL, Credentials: w.cloud.Config().Credentials,
			HTTPClient: &http.Client{Transport: w.emulator.Transport()},
		},
		Log: slog.New(slog.DiscardHandler), Transport: w.emulator.Transport(),
	})
	for _, m := range w.cloud.Messages(w.work) {
		event, err := json.Marshal(map[string]any{"Records": []any{map[string]any{
			"eventSource": "aws:sqs", "eventSourceARN": awstest.QueueARN(w.work[strings.LastIndexByte(w.work, '/')+1:]),
			"messageId": m.ID, "body": m.Body, "attributes": map[string]string{"SentTimestamp": fmt.Sprint(m.Sent.UnixMilli()), "MessageGroupId": m.Group},
		}}})
		if err != nil {
			w.t.Fatal(err)
		}
		if answer, err := handler.Invoke(w.t.Context(), event); err != nil || len(answer.BatchItemFailures) > 0 {
			w.t.Errorf("the function does not take %s: %v", m.Body, err)
		}
	}
	w.doubles = len(w.cloud.Messages(w.work)) - len(w.rows)
	rows, err := w.emulator.Rows("leads")
	if err != nil {
		w.t.Fatal(err)
	}
	times := map[string]int{}
	for _, row := range rows {
		var lead struct{ Subject string }
		if err := json.Unmarshal(row, &lead); err != nil {
			w.t.Fatal(err)
		}
		times[lead.Subject]++
	}
	for _, subject := range w.rows {
		if times[subject] != 1 {
			w.t.Errorf("%q is there %d times, want once", subject, times[subject])
		}
	}
	for _, r := range w.emulator.Requests() {
		if strings.Contains(r.Target, "WinOpportunity") {
			w.t.Errorf("an action ran")
		}
	}
}

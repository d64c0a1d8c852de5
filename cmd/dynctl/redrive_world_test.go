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

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function"
	"sns-dynamics/internal/function/config"
)

// world has dead-letter queues with letters of all forms, the function's queue, and a
// Dataverse. Its clock moves only by advance.
type world struct {
	t         *testing.T
	random    *rand.Rand
	cloud     *awsemulator.Cloud
	emulator  *emulator.Emulator
	dead      []string // URLs
	work      string
	isOrdered bool
	rows      []string // the subjects of leads that must exist once in the end
	stay      []string // SQS ids of the letters that must stay
	doubles   int      // messages that were sent to the function's queue twice

	mu  sync.Mutex
	now time.Time
}

func newWorld(t *testing.T, random *rand.Rand) *world {
	w := &world{t: t, random: random, isOrdered: random.IntN(3) == 0, now: time.Now()}
	var err error
	if w.cloud, err = awsemulator.Start(awsemulator.Options{Now: w.clock}); err != nil {
		t.Fatal(err)
	}
	if w.emulator, err = emulator.New(emulator.Options{}); err != nil {
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
	w.cloud.AddStack(awsemulator.Stack{Name: "sns-dynamics", Outputs: outputs})
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

// advance makes invisible letters visible again. A FIFO queue may still recognise
// duplicates.
func (w *world) advance() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(time.Duration(3+w.random.IntN(10)) * time.Minute)
}

// put adds a letter of a random form.
func (w *world) put(n int) {
	subject := fmt.Sprintf("lead %d", n)
	text := fmt.Sprintf(`{"operation":"create","entitySet":"leads","data":{"subject":%q}}`, subject)
	attributes := map[string]awsemulator.Attribute{}
	isMade := true
	switch w.random.IntN(8) {
	case 0:
		text, isMade = `{"operation":"action","action":"WinOpportunity","parameters":{"Status":3,"OpportunityClose":{"subject":"Signed","opportunityid@odata.bind":"/opportunities(6b7b1f52-3c0e-4d0a-9f5e-2a4d1c8e7f10)"}}}`, false
	case 1:
		text, isMade = "not a message", false
	}
	sent := w.now.Add(-time.Hour)
	envelope := fmt.Sprintf(`{"Type":"Notification","MessageId":"message-%d","TopicArn":"arn:aws:sns:eu-west-1:111122223333:topic","Message":%q,"Timestamp":%q}`,
		n, text, sent.UTC().Format("2006-01-02T15:04:05.000Z"))
	m := awsemulator.Message{Body: envelope, Attributes: attributes, Sent: sent}
	queue := w.dead[w.random.IntN(len(w.dead))]
	if strings.HasSuffix(queue, ".fifo") {
		m.Group = fmt.Sprintf("group-%d", w.random.IntN(3))
	}
	switch shape := w.random.IntN(5); {
	case text == "not a message":
		m.Body = text
	case shape == 0:
		attributes["class"] = awsemulator.Attribute{DataType: "String", StringValue: "rejected"}
	case shape == 1:
		m.Body = `{"version":"1.0","requestContext":{"condition":"RetriesExhausted"},"requestPayload":{"Records":[{"EventSource":"aws:sns","Sns":` + envelope + `}]}}`
	case shape == 2:
		attributes["ErrorCode"] = awsemulator.Attribute{DataType: "String", StringValue: "403"}
	case shape == 3:
		m.Source = awsemulator.QueueARN("work")
	case m.Group == "":
		m.Source, m.Body = awsemulator.QueueARN("work"), text
	}
	id := w.cloud.Put(queue, m)
	if isMade {
		w.rows = append(w.rows, subject)
	} else {
		w.stay = append(w.stay, id)
	}
}

// left returns the ids of the letters that are still in the queues.
func (w *world) left() []string {
	var ids []string
	for _, url := range w.dead {
		for _, m := range w.cloud.Messages(url) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// config is the configuration for AWS, without retries.
func (w *world) config() aws.Config {
	c := w.cloud.Config()
	c.RetryMaxAttempts = 1
	return c
}

// finish runs the messages of the function's queue by the function, and checks the letters
// and the rows after that.
func (w *world) finish() {
	w.t.Helper()
	left := w.left()
	slices.Sort(left)
	slices.Sort(w.stay)
	if !slices.Equal(left, w.stay) {
		w.t.Errorf("letters %v are left, want %v", left, w.stay)
	}
	connection := emulator.ConnectionAt("https://org.crm.dynamics.example")
	handler := function.New(function.Config{
		Config: config.Config{SecretARN: connection.SecretARN},
		AWS: aws.Config{
			Region: awsemulator.Region, BaseEndpoint: &connection.AWSEndpointURL, Credentials: w.cloud.Config().Credentials,
			HTTPClient: &http.Client{Transport: w.emulator.Transport()},
		},
		Log: slog.New(slog.DiscardHandler), Transport: w.emulator.Transport(),
	})
	for _, m := range w.cloud.Messages(w.work) {
		event, err := json.Marshal(map[string]any{"Records": []any{map[string]any{
			"eventSource": "aws:sqs", "eventSourceARN": awsemulator.QueueARN(w.work[strings.LastIndexByte(w.work, '/')+1:]),
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

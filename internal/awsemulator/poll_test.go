package awsemulator_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"sns-dynamics/internal/awsemulator"
)

// TestPoll receives as an event source mapping does: Poll waits for hidden messages, and
// moves a message with too many receives to the dead-letter queue.
func TestPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := awsemulator.NewEndpoint(awsemulator.Options{Now: time.Now, After: time.After, RandomIDs: true})
		dead := e.AddQueue("dead", nil)
		queue := e.AddQueue("queue", map[string]string{
			"VisibilityTimeout": "30", "RedrivePolicy": `{"deadLetterTargetArn":"` + awsemulator.QueueARN("dead") + `","maxReceiveCount":3}`,
		})
		var moved []awsemulator.Message
		e.OnDeadLetter(func(m awsemulator.Message) { moved = append(moved, m) })
		begun := time.Now()
		id := e.PutHidden(queue, awsemulator.Message{Body: "b", Receives: 1}, time.Minute)
		one := e.Poll(t.Context(), queue, 10)
		is(t, "messages", len(one), 1)
		is(t, "id", one[0].ID, id)
		is(t, "receives", one[0].System["ApproximateReceiveCount"], "2")
		is(t, "wait", time.Since(begun), time.Minute)
		is(t, "a message of the queue", e.Reveal(queue, id), true)
		is(t, "a message of no queue", e.Reveal(queue, "x"), false)
		is(t, "after Reveal", len(e.Poll(t.Context(), queue, 10)), 1)
		is(t, "wait with Reveal", time.Since(begun), time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		is(t, "after the last receive", len(e.Poll(ctx, queue, 10)), 0)
		is(t, "moved messages", len(moved), 1)
		is(t, "source", moved[0].Source, awsemulator.QueueARN("queue"))
		is(t, "no such message", e.Remove(queue, id), false)
		other := e.Put(dead, awsemulator.Message{Body: "other"})
		is(t, "a message of the queue", e.Remove(dead, other), true)
		is(t, "the message after Remove", e.Remove(dead, other), false)
		letter := e.Poll(t.Context(), dead, 1)[0]
		e.Delete(dead, letter.ReceiptHandle)
		e.Delete(dead, letter.ReceiptHandle)
		is(t, "dead letters", len(e.Messages(dead)), 0)
	})
}

// TestRandomIDs: random identifiers differ in each run, and other identifiers do not.
func TestRandomIDs(t *testing.T) {
	id := func(isRandom bool) string {
		e := awsemulator.NewEndpoint(awsemulator.Options{RandomIDs: isRandom})
		return e.Put(e.AddQueue("q", nil), awsemulator.Message{Body: "b"})
	}
	first, second := id(true), id(true)
	is(t, "equal random ids", first == second, false)
	first, second = id(false), id(false)
	is(t, "equal ids", first == second, true)
}

// TestInProcess sends a request without a connection, and distinguishes the requests of the
// services.
func TestInProcess(t *testing.T) {
	e := awsemulator.NewEndpoint(awsemulator.Options{})
	request := func(service string) *http.Request {
		r := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), http.MethodPost, "http://aws.invalid/", strings.NewReader("Action=GetCallerIdentity&Version=2011-06-15")))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=x/20261121/"+awsemulator.Region+"/"+service+"/aws4_request")
		return r
	}
	service, ok := e.Serves(request("sts"))
	is(t, "service", service, awsemulator.STS)
	is(t, "a service of the endpoint", ok, true)
	_, ok = e.Serves(request("ec2"))
	is(t, "a service that the endpoint has not", ok, false)
	response := must[*http.Response](t)(e.RoundTrip(request("sts")))
	is(t, "status", response.StatusCode, http.StatusOK)
	is(t, "error of a closed connection", func() bool {
		e.OnCall(func(awsemulator.Call, bool) bool { return false })
		_, err := e.RoundTrip(request("sts"))
		return err != nil
	}(), true)
}

// TestDeliverToFunction delivers a message of a topic to a function of the program.
func TestDeliverToFunction(t *testing.T) {
	c := start(t, awsemulator.Options{})
	topic := c.AddTopic("t", nil)
	var envelopes []string
	c.Subscribe(topic, awsemulator.Subscription{Protocol: "lambda", Endpoint: awsemulator.FunctionARN("f"), Deliver: func(envelope string) error {
		envelopes = append(envelopes, envelope)
		return context.Canceled
	}})
	_, err := sns.NewFromConfig(c.Config).Publish(t.Context(), &sns.PublishInput{TopicArn: &topic, Message: aws.String("hello")})
	if err == nil || !strings.Contains(err.Error(), "Throttled") {
		t.Errorf("error %v, want Throttled", err)
	}
	if len(envelopes) != 1 || !strings.Contains(envelopes[0], `"Message" : "hello"`) {
		t.Errorf("envelopes = %q", envelopes)
	}
}

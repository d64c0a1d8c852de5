package worlds

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"sns-dynamics/internal/awsemulator"
)

// place is an account with SNS and SQS.
type place struct {
	name      string
	sqs       *sqs.Client
	sns       *sns.Client
	queue     func(ctx context.Context, name string, attributes map[string]string) (url string, err error)
	topic     func(ctx context.Context, name string, attributes map[string]string) (arn string, err error)
	subscribe func(ctx context.Context, topic, queueARN string, raw bool, attributes map[string]string) error
	arn       func(queue string) string
}

// names makes the names of queues and topics unique.
var names atomic.Int64

// newPlace returns a place whose clients make one attempt a request.
func newPlace(name string, c aws.Config) *place {
	c.Retryer = func() aws.Retryer { return aws.NopRetryer{} }
	return &place{name: name, sqs: sqs.NewFromConfig(c), sns: sns.NewFromConfig(c)}
}

// inProcess sends requests to a handler without a network: a goroutine that waits for a
// network stops the clock of testing/synctest.
type inProcess struct{ http.Handler }

func (p inProcess) Do(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w.Result(), r.Context().Err()
}

// emulated returns an account of the project's own emulator.
func emulated() *place {
	c := awsemulator.NewEndpoint(awsemulator.Options{After: time.After})
	p := newPlace("awsemulator", aws.Config{
		Region: awsemulator.Region, BaseEndpoint: aws.String("http://aws.example"), HTTPClient: inProcess{c},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "key", SecretAccessKey: "secret"}, nil
		}),
	})
	p.queue = func(_ context.Context, name string, attributes map[string]string) (string, error) {
		return c.AddQueue(name, attributes), nil
	}
	p.topic = func(_ context.Context, name string, attributes map[string]string) (string, error) {
		return c.AddTopic(name, attributes), nil
	}
	p.subscribe = func(_ context.Context, topic, queueARN string, raw bool, attributes map[string]string) (err error) {
		defer func() {
			if wrong := recover(); wrong != nil { // for an argument that is not covered
				err = fmt.Errorf("%v", wrong)
			}
		}()
		c.Subscribe(topic, awsemulator.Subscription{Protocol: "sqs", Endpoint: queueARN, Raw: raw, Attributes: attributes})
		return nil
	}
	p.arn = awsemulator.QueueARN
	return p
}

// scene is a case in a place.
type scene struct {
	*testing.T
	*place
}

// queueOf is a queue of a case.
type queueOf struct{ name, url, arn string }

// newQueue makes a queue. A suffix of .fifo makes a FIFO queue.
func (s scene) newQueue(suffix string, attributes map[string]string) queueOf {
	s.Helper()
	name := fmt.Sprintf("q%d%s", names.Add(1), suffix)
	url, err := s.queue(s.Context(), name, attributes)
	if err != nil {
		s.Fatal(err)
	}
	return queueOf{name, url, s.arn(name)}
}

// newTopic makes a topic with a queue that is subscribed to it.
func (s scene) newTopic(suffix string, raw bool, attributes map[string]string) (topic string, q queueOf) {
	s.Helper()
	q = s.newQueue(suffix, nil)
	topic, err := s.topic(s.Context(), fmt.Sprintf("t%d%s", names.Add(1), suffix), attributes)
	if err == nil {
		err = s.subscribe(s.Context(), topic, q.arn, raw, nil)
	}
	if err != nil {
		s.Fatal(err)
	}
	return topic, q
}

// send sends a message, and returns its id.
func (s scene) send(in sqs.SendMessageInput) (id string, err error) {
	out, err := s.sqs.SendMessage(s.Context(), &in)
	if err != nil {
		return "", err
	}
	return aws.ToString(out.MessageId), nil
}

// put sends a message that must be accepted.
func (s scene) put(q queueOf, body string) (id string) {
	s.Helper()
	id, err := s.send(sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: &body})
	if err != nil {
		s.Fatal(err)
	}
	return id
}

// putFIFO sends a message of a group to a FIFO queue. The body is the deduplication id.
func (s scene) putFIFO(q queueOf, group, body string) (id string) {
	s.Helper()
	id, err := s.send(sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: &body, MessageGroupId: &group, MessageDeduplicationId: &body})
	if err != nil {
		s.Fatal(err)
	}
	return id
}

// take receives messages with all attributes. It waits up to 10 seconds for the first.
func (s scene) take(q queueOf, most, visibility int32) []types.Message {
	s.Helper()
	return s.receive(sqs.ReceiveMessageInput{QueueUrl: &q.url, MaxNumberOfMessages: most, VisibilityTimeout: visibility, WaitTimeSeconds: 10})
}

// glance receives messages with all attributes, and does not wait.
func (s scene) glance(q queueOf) []types.Message {
	s.Helper()
	return s.receive(sqs.ReceiveMessageInput{QueueUrl: &q.url, MaxNumberOfMessages: 10})
}

func (s scene) receive(in sqs.ReceiveMessageInput) []types.Message {
	s.Helper()
	in.MessageSystemAttributeNames = []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll}
	in.MessageAttributeNames = []string{"All"}
	out, err := s.sqs.ReceiveMessage(s.Context(), &in)
	if err != nil {
		s.Fatal(err)
	}
	return out.Messages
}

// takeOne is take for one message that must exist.
func (s scene) takeOne(q queueOf, visibility int32) types.Message {
	s.Helper()
	messages := s.take(q, 1, visibility)
	if len(messages) != 1 {
		s.Fatalf("%d messages, want one", len(messages))
	}
	return messages[0]
}

func (s scene) delete(q queueOf, m types.Message) error {
	_, err := s.sqs.DeleteMessage(s.Context(), &sqs.DeleteMessageInput{QueueUrl: &q.url, ReceiptHandle: m.ReceiptHandle})
	return err
}

func (s scene) change(q queueOf, m types.Message, seconds int32) error {
	_, err := s.sqs.ChangeMessageVisibility(s.Context(), &sqs.ChangeMessageVisibilityInput{QueueUrl: &q.url, ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: seconds})
	return err
}

// bodies lists the bodies of messages.
func bodies(messages []types.Message) string {
	var all []string
	for _, m := range messages {
		all = append(all, aws.ToString(m.Body))
	}
	if len(all) == 0 {
		return "nothing"
	}
	return strings.Join(all, " ")
}

// verdict returns the outcome of a call: "accepted", or the code of the error.
func verdict(err error) string {
	if err == nil {
		return "accepted"
	}
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return strings.TrimPrefix(api.ErrorCode(), "AWS.SimpleQueueService.")
	}
	return "not covered"
}

package awsemulator_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"sns-dynamics/internal/awsemulator"
)

// inProcess sends requests to a handler without a network, because a goroutine that
// waits for a network stops the clock of a bubble.
type inProcess struct{ http.Handler }

func (p inProcess) Do(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w.Result(), r.Context().Err()
}

// realTime is an endpoint on the clock of a bubble.
type realTime struct {
	*testing.T
	*awsemulator.Endpoint
	*sqs.Client
	aws        aws.Config
	start      time.Time
	background sync.WaitGroup
}

// inRealTime runs a test on the wall clock of a bubble of testing/synctest.
func inRealTime(t *testing.T, test func(r *realTime)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		e := awsemulator.NewEndpoint(awsemulator.Options{After: time.After})
		config := aws.Config{
			Region: awsemulator.Region, BaseEndpoint: aws.String("http://aws.example"), HTTPClient: inProcess{e},
			Retryer: func() aws.Retryer { return aws.NopRetryer{} },
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "key", SecretAccessKey: "secret"}, nil
			}),
		}
		r := &realTime{T: t, Endpoint: e, Client: sqs.NewFromConfig(config), aws: config, start: time.Now()}
		test(r)
		r.background.Wait()
	})
}

// receive receives at most 10 messages, waits up to 20 seconds, and checks the bodies and
// the time since the start of the test.
func (r *realTime) receive(url, want string, after time.Duration) []types.Message {
	r.Helper()
	out, err := r.ReceiveMessage(r.Context(), &sqs.ReceiveMessageInput{QueueUrl: &url, MaxNumberOfMessages: 10, WaitTimeSeconds: 20})
	if err != nil {
		r.Error(err)
		return nil
	}
	is(r.T, "bodies", bodies(out.Messages), want)
	is(r.T, "time of the response with "+want, time.Since(r.start), after)
	return out.Messages
}

func (r *realTime) send(url, body string, delay int32) {
	r.Helper()
	if err := r.trySend(url, body, delay); err != nil {
		r.Error(err)
	}
}

func (r *realTime) trySend(url, body string, delay int32) error {
	_, err := r.SendMessage(r.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &body, DelaySeconds: delay})
	return err
}

// later runs f in a goroutine of its own when a duration has passed. The test ends after
// f. An error of f fails the test.
func (r *realTime) later(d time.Duration, f func() error) {
	r.background.Go(func() {
		time.Sleep(d)
		if err := f(); err != nil {
			r.Error(err)
		}
	})
}

func TestRealTime(t *testing.T) {
	for name, test := range map[string]func(r *realTime){
		"long polling ends without a message": func(r *realTime) {
			r.receive(r.AddQueue("q", nil), "", 20*time.Second)
		},
		"the queue's wait is the default": func(r *realTime) {
			url := r.AddQueue("q", map[string]string{"ReceiveMessageWaitTimeSeconds": "7"})
			must[*sqs.ReceiveMessageOutput](r.T)(r.ReceiveMessage(r.Context(), &sqs.ReceiveMessageInput{QueueUrl: &url}))
			is(r.T, "time", time.Since(r.start), 7*time.Second)
		},
		"short polling does not wait": func(r *realTime) {
			url := r.AddQueue("q", nil)
			must[*sqs.ReceiveMessageOutput](r.T)(r.ReceiveMessage(r.Context(), &sqs.ReceiveMessageInput{QueueUrl: &url}))
			is(r.T, "time", time.Since(r.start), 0)
		},
		"a message ends long polling": func(r *realTime) {
			url := r.AddQueue("q", nil)
			r.later(3*time.Second, func() error { return r.trySend(url, "m", 0) })
			r.receive(url, "m", 3*time.Second)
		},
		"a message of a topic ends long polling": func(r *realTime) {
			url, topic := r.AddQueue("q", nil), r.AddTopic("t", nil)
			r.Subscribe(topic, awsemulator.Subscription{Protocol: "sqs", Endpoint: awsemulator.QueueARN("q"), Raw: true})
			r.later(3*time.Second, func() error {
				_, err := sns.NewFromConfig(r.aws).Publish(r.Context(), &sns.PublishInput{TopicArn: &topic, Message: aws.String("m")})
				return err
			})
			r.receive(url, "m", 3*time.Second)
		},
		"one message ends one of two requests": func(r *realTime) {
			url := r.AddQueue("q", nil)
			r.later(2*time.Second, func() error { return r.trySend(url, "m", 0) })
			received := make(chan int)
			for range 2 {
				go func() {
					out, err := r.ReceiveMessage(r.Context(), &sqs.ReceiveMessageInput{QueueUrl: &url, WaitTimeSeconds: 20})
					if err != nil {
						r.Error(err)
					}
					received <- len(out.Messages)
				}()
			}
			is(r.T, "messages of the first response", <-received, 1)
			is(r.T, "time", time.Since(r.start), 2*time.Second)
			is(r.T, "messages of the second response", <-received, 0)
			is(r.T, "time", time.Since(r.start), 20*time.Second)
		},
		"a message is visible again after the visibility timeout": func(r *realTime) {
			url := r.AddQueue("q", nil)
			r.send(url, "m", 0)
			r.receive(url, "m", 0)
			r.receive(url, "", 20*time.Second)
			r.receive(url, "m", 30*time.Second)
		},
		"a changed visibility timeout counts from the change": func(r *realTime) {
			url := r.AddQueue("q", nil)
			r.send(url, "m", 0)
			m := r.receive(url, "m", 0)[0]
			time.Sleep(20 * time.Second)
			must[*sqs.ChangeMessageVisibilityOutput](r.T)(r.ChangeMessageVisibility(r.Context(), &sqs.ChangeMessageVisibilityInput{QueueUrl: &url, ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: 15}))
			r.receive(url, "m", 35*time.Second)
		},
		"a visibility timeout of 0 ends long polling": func(r *realTime) {
			url := r.AddQueue("q", nil)
			r.send(url, "m", 0)
			m := r.receive(url, "m", 0)[0]
			r.later(4*time.Second, func() error {
				_, err := r.ChangeMessageVisibility(r.Context(), &sqs.ChangeMessageVisibilityInput{QueueUrl: &url, ReceiptHandle: m.ReceiptHandle})
				return err
			})
			r.receive(url, "m", 4*time.Second)
		},
		"a message is hidden for its delay": func(r *realTime) {
			url := r.AddQueue("q", nil)
			r.send(url, "late", 9)
			r.send(url, "later", 12)
			r.receive(url, "late", 9*time.Second)
			r.receive(url, "later", 12*time.Second)
		},
		"the queue's delay is the default": func(r *realTime) {
			url := r.AddQueue("q", map[string]string{"DelaySeconds": "6"})
			r.send(url, "m", 0)
			r.receive(url, "m", 6*time.Second)
		},
		"the redrive policy moves a message": func(r *realTime) {
			dead := r.AddQueue("dead", nil)
			url := r.AddQueue("q", map[string]string{
				"VisibilityTimeout": "5", "RedrivePolicy": `{"deadLetterTargetArn":"` + awsemulator.QueueARN("dead") + `","maxReceiveCount":3}`,
			})
			r.send(url, "m", 0)
			for i := range 3 {
				r.receive(url, "m", time.Duration(i)*5*time.Second)
			}
			is(r.T, "dead letters before the fourth request", len(r.Messages(dead)), 0)
			r.background.Go(func() { r.receive(url, "", 30*time.Second) })
			r.receive(dead, "m", 15*time.Second)
			for _, m := range r.Messages(dead) {
				is(r.T, "source", m.Source, awsemulator.QueueARN("q"))
			}
			is(r.T, "messages left", len(r.Messages(url)), 0)
		},
		"a deleted message releases its group": func(r *realTime) {
			url := r.AddQueue("q.fifo", map[string]string{"ContentBasedDeduplication": "true", "VisibilityTimeout": "60"})
			for _, body := range []string{"1", "2"} {
				must[*sqs.SendMessageOutput](r.T)(r.SendMessage(r.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &body, MessageGroupId: aws.String("g")}))
			}
			out := must[*sqs.ReceiveMessageOutput](r.T)(r.ReceiveMessage(r.Context(), &sqs.ReceiveMessageInput{QueueUrl: &url, MaxNumberOfMessages: 1}))
			is(r.T, "first", bodies(out.Messages), "1")
			r.later(8*time.Second, func() error {
				_, err := r.DeleteMessage(r.Context(), &sqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: out.Messages[0].ReceiptHandle})
				return err
			})
			r.receive(url, "2", 8*time.Second)
		},
		"a message in flight holds back its whole group": func(r *realTime) {
			url := r.AddQueue("q.fifo", map[string]string{"ContentBasedDeduplication": "true"})
			for _, body := range []string{"1", "2", "3"} {
				must[*sqs.SendMessageOutput](r.T)(r.SendMessage(r.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &body, MessageGroupId: aws.String("g")}))
			}
			out := must[*sqs.ReceiveMessageOutput](r.T)(r.ReceiveMessage(r.Context(), &sqs.ReceiveMessageInput{QueueUrl: &url, MaxNumberOfMessages: 2}))
			must[*sqs.ChangeMessageVisibilityOutput](r.T)(r.ChangeMessageVisibility(r.Context(), &sqs.ChangeMessageVisibilityInput{QueueUrl: &url, ReceiptHandle: out.Messages[0].ReceiptHandle}))
			r.receive(url, "", 20*time.Second)
			r.receive(url, "1 2 3", 30*time.Second)
		},
		"a client that gives up receives nothing": func(r *realTime) {
			url := r.AddQueue("q", nil)
			ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
			defer cancel()
			if _, err := r.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &url, WaitTimeSeconds: 20}); !errors.Is(err, context.DeadlineExceeded) {
				r.Errorf("error %v", err)
			}
			r.send(url, "m", 0)
			r.receive(url, "m", 3*time.Second)
		},
		"a message is dropped after the retention period": func(r *realTime) {
			url := r.AddQueue("q", map[string]string{"MessageRetentionPeriod": "60"})
			r.send(url, "m", 0)
			time.Sleep(60 * time.Second)
			is(r.T, "messages", len(r.Messages(url)), 1)
			time.Sleep(time.Nanosecond)
			is(r.T, "messages", len(r.Messages(url)), 0)
		},
		"a duplicate is accepted again after five minutes": func(r *realTime) {
			url := r.AddQueue("q.fifo", map[string]string{"ContentBasedDeduplication": "true"})
			for _, wait := range []time.Duration{0, 5*time.Minute - time.Nanosecond, time.Nanosecond} {
				time.Sleep(wait)
				must[*sqs.SendMessageOutput](r.T)(r.SendMessage(r.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: aws.String("m"), MessageGroupId: aws.String("g")}))
			}
			is(r.T, "messages", len(r.Messages(url)), 2)
		},
	} {
		t.Run(name, func(t *testing.T) { inRealTime(t, test) })
	}
}

// TestLongPollingOverHTTP waits on a real connection: a second goroutine sends.
func TestLongPollingOverHTTP(t *testing.T) {
	c := awsemulator.StartTest(t, awsemulator.Options{After: time.After})
	client, url := sqs.NewFromConfig(c.Config()), c.AddQueue("q", nil)
	started := make(chan struct{})
	c.OnCall(func(call awsemulator.Call, done bool) bool {
		if call.Operation == "ReceiveMessage" && !done {
			close(started)
		}
		return true
	})
	var sender sync.WaitGroup
	sender.Go(func() {
		<-started
		if _, err := client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: aws.String("m")}); err != nil {
			t.Error(err)
		}
	})
	defer sender.Wait()
	out := must[*sqs.ReceiveMessageOutput](t)(client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &url, WaitTimeSeconds: 20}))
	is(t, "bodies", bodies(out.Messages), "m")
}

package outcomes_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/operator/outcomes"
)

const topic = "arn:aws:sns:eu-west-1:111122223333:outcomes"

// cloud is a server with the calls of SNS and SQS that Follow makes.
type cloud struct {
	t  *testing.T
	mu sync.Mutex
	// calls are the names of the calls, in order, each run of one call once.
	calls  []string
	events []string // that wait in the queue
	refuse string   // a call that fails
	policy string
}

func (c *cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	_, call, isSQS := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	var form url.Values
	if !isSQS {
		form, _ = url.ParseQuery(string(body))
		call = form.Get("Action")
	}
	if len(c.calls) == 0 || c.calls[len(c.calls)-1] != call {
		c.calls = append(c.calls, call)
	}
	if call == c.refuse {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `{"__type":"AccessDenied","message":"no"}`)
		return
	}
	switch {
	case !isSQS:
		if call == "Subscribe" && (form.Get("TopicArn") != topic || form.Get("Attributes.entry.1.value") != "true") {
			c.t.Errorf("Subscribe %s", body)
		}
		fmt.Fprintf(w, "<%[1]sResponse><%[1]sResult><SubscriptionArn>%[2]s:sub</SubscriptionArn></%[1]sResult></%[1]sResponse>", call, topic)
	case call == "CreateQueue":
		fmt.Fprint(w, `{"QueueUrl":"https://sqs.eu-west-1.amazonaws.com/111122223333/temporary"}`)
	case call == "GetQueueAttributes":
		fmt.Fprint(w, `{"Attributes":{"QueueArn":"arn:aws:sqs:eu-west-1:111122223333:temporary"}}`)
	case call == "SetQueueAttributes":
		var in struct{ Attributes struct{ Policy string } }
		_ = json.Unmarshal(body, &in)
		c.policy = in.Attributes.Policy
		fmt.Fprint(w, `{}`)
	case call == "ReceiveMessage" && len(c.events) > 0:
		// Without a digest the SDK does not compare the body.
		text, _ := json.Marshal(map[string]any{"Messages": []any{map[string]string{"MessageId": "m", "ReceiptHandle": "h", "Body": c.events[0]}}})
		_, _ = w.Write(text)
	case call == "DeleteMessage":
		c.events = c.events[1:]
		fmt.Fprint(w, `{}`)
	default:
		fmt.Fprint(w, `{}`)
	}
}

// TestFollow shows the events in their order, and removes the queue and its subscription at
// every end.
func TestFollow(t *testing.T) {
	start := []string{"CreateQueue", "GetQueueAttributes", "SetQueueAttributes", "Subscribe"}
	shown := []string{"ReceiveMessage", "DeleteMessage"}
	removed := []string{"Unsubscribe", "DeleteQueue"}
	for name, tt := range map[string]struct {
		refuse    string
		interrupt bool
		want      []string // events
		calls     [][]string
		err       string
	}{
		"two events":        {"", false, []string{"one", "two"}, [][]string{start, shown, shown, removed}, ""},
		"interrupted":       {"", true, []string{"one"}, [][]string{start, shown, removed}, ""},
		"no queue":          {"CreateQueue", false, nil, [][]string{start[:1]}, "create the temporary queue dynctl-outcomes-"},
		"no policy":         {"SetQueueAttributes", false, nil, [][]string{start[:3], removed[1:]}, "let the topic send to the temporary queue"},
		"no subscription":   {"Subscribe", false, nil, [][]string{start, removed[1:]}, "subscribe the temporary queue to " + topic},
		"no events":         {"ReceiveMessage", false, nil, [][]string{start, shown[:1], removed}, "receive from the temporary queue"},
		"cannot be removed": {"DeleteQueue", false, []string{"one", "two"}, [][]string{start, shown, shown, removed}, "delete the temporary queue https://"},
	} {
		t.Run(name, func(t *testing.T) {
			c := &cloud{t: t, events: []string{"one", "two"}, refuse: tt.refuse}
			server := httptest.NewServer(c)
			defer server.Close()
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			var got []string
			isReady := false
			err := outcomes.Follow(ctx, aws.Config{
				Region: "eu-west-1", BaseEndpoint: &server.URL, Credentials: aws.AnonymousCredentials{}, RetryMaxAttempts: 1,
			}, topic, func() { isReady = true }, func(event string) bool {
				got = append(got, event)
				if tt.interrupt {
					cancel()
				}
				return len(got) < 2
			})
			if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
				t.Errorf("Follow = %v, want %q", err, tt.err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			if isReady != (len(tt.want) > 0 || name == "no events") {
				t.Errorf("ready: %t", isReady)
			}
			var calls []string
			for _, some := range tt.calls {
				calls = append(calls, some...)
			}
			if tt.interrupt { // the deletion of the event may be cut off
				c.calls = without(c.calls, "DeleteMessage")
				calls = without(calls, "DeleteMessage")
			}
			if diff := cmp.Diff(calls, c.calls); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			if c.policy != "" && !strings.Contains(c.policy, `"ArnEquals":{"aws:SourceArn":"`+topic+`"}`) {
				t.Errorf("policy %s", c.policy)
			}
		})
	}
}

func without(all []string, name string) []string {
	var left []string
	for _, s := range all {
		if s != name {
			left = append(left, s)
		}
	}
	return left
}

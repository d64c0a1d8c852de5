package doctor

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/operator/keypolicy"
	"sns-dynamics/internal/operator/stack"
)

const (
	ownTopic     = "arn:aws:sns:eu-west-1:111122223333:relay-Topic-0A1B2C"
	foreignTopic = "arn:aws:sns:eu-west-1:444455556666:orders"
	queueARN     = "arn:aws:sqs:eu-west-1:111122223333:relay-Queue-0A1B2C"
	keyARN       = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
)

// account answers calls by the last part of their name.
type account map[string]string

// examine returns an examination of a stack in the account. A call without an answer is
// denied.
func (a account) examine(t *testing.T, deployed stack.Outputs) *examination {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		for name, answer := range a {
			if strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+name) || strings.HasPrefix(string(body), "Action="+name+"&") {
				fmt.Fprint(w, answer)
				return
			}
		}
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"__type":"AccessDeniedException","message":"x"}`)
	}))
	t.Cleanup(server.Close)
	return &examination{
		Options:  Options{Stack: "relay", Advise: func(error) []string { return nil }},
		deployed: deployed,
		cloud: aws.Config{
			Region: "eu-west-1", BaseEndpoint: aws.String(server.URL), Retryer: func() aws.Retryer { return aws.NopRetryer{} },
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "id", SecretAccessKey: "key"}, nil
			}),
		},
	}
}

const identity = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/operator/me</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`

// keyPolicy is GetKeyPolicy's response with the policy for some topics.
func keyPolicy(t *testing.T, topics ...string) string {
	t.Helper()
	place := keypolicy.Place{Partition: "aws", Region: "eu-west-1", Account: "111122223333"}
	policy, err := json.Marshal(keypolicy.New(place, keypolicy.UsersOf(place, "relay", "", topics)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(map[string]string{"Policy": string(policy)})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func described(state string) string {
	return `{"KeyMetadata":{"KeyId":"1234abcd","KeyState":"` + state + `"}}`
}

func TestKey(t *testing.T) {
	outputs := stack.Outputs{KMSKeyARN: keyARN, TopicARN: ownTopic, LogGroupName: "relay-FunctionLogGroup-0A1B2C"}
	existing := outputs
	existing.TopicARNs = []string{foreignTopic}
	for _, tt := range []struct {
		name     string
		answers  account
		deployed stack.Outputs
		want     Status
		found    string
	}{
		{"no key", account{}, stack.Outputs{TopicARN: ownTopic}, "", ""},
		{"a right policy", account{"DescribeKey": described("Enabled"), "GetKeyPolicy": keyPolicy(t), "GetCallerIdentity": identity}, outputs, OK, "allows SNS and CloudWatch Logs"},
		{"another topic", account{"DescribeKey": described("Enabled"), "GetKeyPolicy": keyPolicy(t, foreignTopic), "GetCallerIdentity": identity}, outputs, Failed, "does not allow SNS for the topic " + ownTopic},
		{"an existing topic", account{"DescribeKey": described("Enabled"), "GetKeyPolicy": keyPolicy(t, foreignTopic), "GetCallerIdentity": identity}, existing, OK, "allows SNS"},
		{"an existing topic that is missing", account{"DescribeKey": described("Enabled"), "GetKeyPolicy": keyPolicy(t), "GetCallerIdentity": identity}, existing, Failed, foreignTopic},
		{"a key to be deleted", account{"DescribeKey": described("PendingDeletion")}, outputs, Failed, "is PendingDeletion"},
		{"no permission", account{}, outputs, NotChecked, "AccessDeniedException"},
		{"no permission for the policy", account{"DescribeKey": described("Enabled")}, outputs, NotChecked, "read the policy of key"},
		{
			"an unclear policy", account{"DescribeKey": described("Enabled"), "GetCallerIdentity": identity, "GetKeyPolicy": strings.ReplaceAll(keyPolicy(t), "aws:SourceArn", "aws:SourceOrgID")},
			outputs, Warning, "may not allow SNS",
		},
	} {
		f := tt.answers.examine(t, tt.deployed).key(t.Context())
		if f.Status != tt.want || !strings.Contains(f.Found, tt.found) {
			t.Errorf("%s: %+v, want %s: %s", tt.name, f, tt.want, tt.found)
		}
		if (f.Status == Failed || f.Status == Warning) && f.Fix == "" {
			t.Errorf("%s: %+v has no fix", tt.name, f)
		}
	}
}

// TestSubscribed: a topic of another account does not list its subscriptions to this one, so
// the subscriptions of this account are listed.
func TestSubscribed(t *testing.T) {
	list := func(name, topic, endpoint string) string {
		return "<" + name + "Response><" + name + "Result><Subscriptions><member><TopicArn>" + topic + "</TopicArn><Endpoint>" + endpoint +
			"</Endpoint></member></Subscriptions></" + name + "Result></" + name + "Response>"
	}
	for _, tt := range []struct {
		name, topic string
		answers     account
		want        Status
	}{
		{"own", ownTopic, account{"ListSubscriptionsByTopic": list("ListSubscriptionsByTopic", ownTopic, queueARN)}, OK},
		{"own, to something else", ownTopic, account{"ListSubscriptionsByTopic": list("ListSubscriptionsByTopic", ownTopic, queueARN+"x")}, Failed},
		{"foreign", foreignTopic, account{"ListSubscriptions": list("ListSubscriptions", foreignTopic, queueARN)}, OK},
		{"foreign, to another topic", foreignTopic, account{"ListSubscriptions": list("ListSubscriptions", ownTopic, queueARN)}, Failed},
		{"foreign, without permission", foreignTopic, account{}, Failed},
	} {
		e := tt.answers.examine(t, stack.Outputs{TopicARN: tt.topic, Delivery: "queued"})
		if f := e.subscribed(t.Context(), tt.topic, queueARN); f.Status != tt.want {
			t.Errorf("%s: %+v, want %s", tt.name, f, tt.want)
		}
	}
}

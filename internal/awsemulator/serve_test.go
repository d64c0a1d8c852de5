package awsemulator_test

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"sns-dynamics/internal/awsemulator"
)

// TestEnv configures a client by the environment alone, as a program does.
func TestEnv(t *testing.T) {
	c := start(t, awsemulator.Options{})
	for _, pair := range c.Env() {
		name, value, _ := strings.Cut(pair, "=")
		t.Setenv(name, value)
	}
	cfg := must[aws.Config](t)(config.LoadDefaultConfig(t.Context()))
	out := must[*sts.GetCallerIdentityOutput](t)(sts.NewFromConfig(cfg).GetCallerIdentity(t.Context(), nil))
	is(t, "account", *out.Account, awsemulator.Account)
	if !strings.HasPrefix(*out.Arn, "arn:aws:sts::"+awsemulator.Account+":") || *out.UserId == "" {
		t.Errorf("identity %s %s", *out.Arn, *out.UserId)
	}
	if !slices.Equal(c.Calls(), []awsemulator.Call{{Service: awsemulator.STS, Operation: "GetCallerIdentity"}}) {
		t.Errorf("calls %v", c.Calls())
	}
}

func TestMissingSignature(t *testing.T) {
	c := start(t, awsemulator.Options{})
	for _, tt := range []struct {
		header, value string
		status        int
		want          string
	}{
		{"Content-Type", "application/x-www-form-urlencoded", 403, "<Code>MissingAuthenticationToken</Code>"},
		{"X-Amz-Target", "AmazonSQS.SendMessage", 400, "MissingAuthenticationTokenException"},
		{"Smithy-Protocol", "rpc-v2-cbor", 403, "MissingAuthenticationTokenException"},
		{"Accept", "*/*", 403, "Missing Authentication Token"},
	} {
		r, err := http.NewRequest("POST", c.URL(), strings.NewReader("Action=Publish"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set(tt.header, tt.value)
		res := must[*http.Response](t)(http.DefaultClient.Do(r))
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != tt.status || !strings.Contains(string(body), tt.want) {
			t.Errorf("%s: %d %s", tt.header, res.StatusCode, body)
		}
	}
	if len(c.Calls()) != 0 {
		t.Errorf("calls %v", c.Calls())
	}
}

func TestNotCovered(t *testing.T) {
	c, err := awsemulator.Start(awsemulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	q := c.AddQueue("q", nil)
	elsewhere := c.Config()
	elsewhere.Region = "us-east-1"
	for _, tt := range []struct {
		want string
		call func() error
	}{
		{"sns CreateTopic", func() error {
			_, err := sns.NewFromConfig(c.Config()).CreateTopic(t.Context(), &sns.CreateTopicInput{Name: aws.String("t")})
			return err
		}},
		{"sqs ListQueues", func() error {
			_, err := sqs.NewFromConfig(c.Config()).ListQueues(t.Context(), nil)
			return err
		}},
		{"ReceiveRequestAttemptId", func() error {
			_, err := sqs.NewFromConfig(c.Config()).ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &q, ReceiveRequestAttemptId: aws.String("x")})
			return err
		}},
		{"monitoring ListDashboards", func() error {
			_, err := cloudwatch.NewFromConfig(c.Config()).ListDashboards(t.Context(), nil)
			return err
		}},
		{"lambda GET /2015-03-31/functions", func() error {
			_, err := lambda.NewFromConfig(c.Config()).ListFunctions(t.Context(), nil)
			return err
		}},
		{"us-east-1", func() error {
			_, err := sts.NewFromConfig(elsewhere).GetCallerIdentity(t.Context(), nil)
			return err
		}},
	} {
		var api smithy.APIError
		if err := tt.call(); !errors.As(err, &api) || !strings.Contains(api.ErrorMessage(), tt.want) {
			t.Errorf("%s: error %v", tt.want, err)
		}
	}
	is(t, "calls: the SDK does not try again", len(c.Calls()), 6)
	is(t, "not covered", len(c.NotCovered()), 6)
	if err := c.Close(); err == nil || !strings.Contains(err.Error(), "sns CreateTopic") {
		t.Errorf("close: %v", err)
	}
}

// TestKeep keeps the newest calls and messages.
func TestKeep(t *testing.T) {
	c := start(t, awsemulator.Options{Keep: 2})
	topic, client := c.AddTopic("t", nil), sns.NewFromConfig(c.Config)
	for _, text := range []string{"a", "b", "c"} {
		must[*sns.PublishOutput](t)(client.Publish(t.Context(), &sns.PublishInput{TopicArn: &topic, Message: &text}))
	}
	is(t, "calls", len(c.Calls()), 2)
	published := c.Published(topic)
	is(t, "messages", len(published), 2)
	is(t, "oldest message", published[0].Message, "b")
}

package inspector_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/localdev/deployment"
	"sns-dynamics/internal/localdev/inspector"
)

// TestSNS publishes with the SDK's own client.
func TestSNS(t *testing.T) {
	w := start(t)
	const topic = deployment.TopicARN
	client := sns.New(sns.Options{Region: awsemulator.Region, BaseEndpoint: &w.origin, Credentials: credentials.NewStaticCredentialsProvider("emulated", "emulated", ""), RetryMaxAttempts: 1})
	one, err := client.Publish(t.Context(), &sns.PublishInput{TopicArn: aws.String(topic), Message: aws.String(createTask)})
	if err != nil {
		t.Fatal(err)
	}
	if m := read[inspector.Message](w, "/messages/1"); m.MessageID != aws.ToString(one.MessageId) || m.TopicARN != topic || m.Message != createTask {
		t.Errorf("message = %+v, want the published message", m)
	}
	many, err := client.PublishBatch(t.Context(), &sns.PublishBatchInput{TopicArn: aws.String(topic), PublishBatchRequestEntries: []types.PublishBatchRequestEntry{
		{Id: aws.String("a"), Message: aws.String(createTask)}, {Id: aws.String("b"), Message: aws.String("")}, {Id: aws.String("c"), Message: aws.String(updateLead)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if len(many.Successful) != 2 || len(many.Failed) != 1 || aws.ToString(many.Failed[0].Id) != "b" || aws.ToString(many.Successful[1].Id) != "c" {
		t.Errorf("batch = %+v", many)
	}
	for want, in := range map[string]*sns.PublishInput{
		"An ARN must have":           {TopicArn: aws.String("x"), Message: aws.String("{}")},
		"NotFound":                   {TopicArn: aws.String(topic + "-other"), Message: aws.String("{}")},
		"Message too long":           {TopicArn: aws.String(topic), Message: aws.String(strings.Repeat("x", 256<<10+1))},
		"does not cover this member": {TopicArn: aws.String(topic), Message: aws.String("{}"), MessageStructure: aws.String("json")},
	} {
		if _, err := client.Publish(t.Context(), in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", aws.ToString(in.TopicArn), err, want)
		}
	}
	if _, err := client.ListTopics(t.Context(), &sns.ListTopicsInput{}); err == nil || !strings.Contains(err.Error(), "does not cover sns ListTopics") {
		t.Errorf("ListTopics: %v", err)
	}
	// A form of another site has no signature, so it is not for SNS.
	answer, err := http.Post(w.origin+"/", "application/x-www-form-urlencoded", strings.NewReader("Action=Publish&TopicArn="+topic+"&Message=%7B%7D"))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	// A request of a page is not for SNS either, whatever header the page sets. A request
	// of a site whose host name has this machine's address is not either.
	for host, want := range map[string]int{"": http.StatusBadRequest, "rebound.example": http.StatusMisdirectedRequest} {
		for _, header := range []string{"Origin", "Sec-Fetch-Site"} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.origin+"/", strings.NewReader("Action=Publish&TopicArn="+topic+"&Message=%7B%7D"))
			if err != nil {
				t.Fatal(err)
			}
			r.Host = host
			r.Header = http.Header{
				"Content-Type": {"application/x-www-form-urlencoded"}, header: {"same-origin"},
				"Authorization": {"AWS4-HMAC-SHA256 Credential=x/20261121/us-east-1/sns/aws4_request"},
			}
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != want {
				t.Errorf("a page with %s, Host %q: %s, want %d", header, host, answer.Status, want)
			}
		}
	}
	if n := len(read[struct{ Messages []any }](w, "/messages").Messages); n != 3 {
		t.Errorf("%d messages, want 3", n)
	}
}

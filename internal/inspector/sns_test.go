package inspector_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"sns-dynamics/internal/inspector"
)

// TestSNS publishes with the SDK's own client.
func TestSNS(t *testing.T) {
	w := start(t)
	const topic = "arn:aws:sns:us-east-1:111122223333:operations"
	client := sns.New(sns.Options{Region: "us-east-1", BaseEndpoint: &w.origin, Credentials: credentials.NewStaticCredentialsProvider("emulated", "emulated", ""), RetryMaxAttempts: 1})
	one, err := client.Publish(t.Context(), &sns.PublishInput{TopicArn: aws.String(topic), Message: aws.String(createTask)})
	if err != nil {
		t.Fatal(err)
	}
	if m := read[inspector.Message](w, "/messages/1"); m.MessageID != aws.ToString(one.MessageId) || m.TopicARN != topic || m.Message != createTask {
		t.Errorf("message = %+v, want what was published", m)
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
	for _, in := range []*sns.PublishInput{
		{TopicArn: aws.String("x"), Message: aws.String("{}")},
		{TopicArn: aws.String(topic), Message: aws.String(strings.Repeat("x", 256<<10+1))},
		{TopicArn: aws.String(topic), Message: aws.String("{}"), MessageStructure: aws.String("json")},
	} {
		if _, err := client.Publish(t.Context(), in); err == nil || !strings.Contains(err.Error(), "InvalidParameter") {
			t.Errorf("%s: %v", aws.ToString(in.TopicArn), err)
		}
	}
	if _, err := client.ListTopics(t.Context(), &sns.ListTopicsInput{}); err == nil || !strings.Contains(err.Error(), "InvalidAction") {
		t.Errorf("ListTopics: %v", err)
	}
	// A form of another site, which cannot be signed, is not for SNS.
	answer, err := http.Post(w.origin+"/", "application/x-www-form-urlencoded", strings.NewReader("Action=Publish&TopicArn="+topic+"&Message=%7B%7D"))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	// Nor is one of a page, whatever header it sets, or of a site that gave its name this
	// machine's address.
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

package queue_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/function/queue"
)

// called stores the queue of a call.
type called struct{ url string }

func (c *called) Do(r *http.Request) (*http.Response, error) {
	var in struct {
		QueueURL string `json:"QueueUrl"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	c.url = in.QueueURL
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("{}"))}, nil
}

// The queue in an event is the function's own queue only if the account and the name are
// equal: another account may have a queue of the same name.
func TestOf(t *testing.T) {
	const own = "https://sqs.eu-west-1.amazonaws.com/111122223333/work"
	for _, tt := range []struct{ url, arn, want string }{
		{own, "arn:aws:sqs:eu-west-1:111122223333:work", own},
		{"http://127.0.0.1:5000/111122223333/work", "arn:aws:sqs:eu-west-1:111122223333:work", "http://127.0.0.1:5000/111122223333/work"},
		{own, "arn:aws:sqs:eu-west-1:444455556666:work", "https://sqs.eu-west-1.amazonaws.com/444455556666/work"},
		{own, "arn:aws:sqs:eu-west-1:111122223333:other", "https://sqs.eu-west-1.amazonaws.com/111122223333/other"},
		{own, "arn:aws-cn:sqs:cn-north-1:111122223333:other", "https://sqs.cn-north-1.amazonaws.com.cn/111122223333/other"},
		{"", "arn:aws:sqs:eu-west-1:111122223333:work", own},
		{own, "no ARN", own},
	} {
		var c called
		q := queue.New(aws.Config{Region: "eu-west-1", Credentials: aws.AnonymousCredentials{}, HTTPClient: &c}, tt.url)
		if err := q.Of(tt.arn).Hold(t.Context(), "handle", 0); err != nil {
			t.Fatal(err)
		}
		if c.url != tt.want {
			t.Errorf("queue %q, event of %s: called %s, want %s", tt.url, tt.arn, c.url, tt.want)
		}
	}
}

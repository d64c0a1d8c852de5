package awsemulator_test

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sns-dynamics/internal/awsemulator"
)

// snsCall calls an operation of SNS in its Query protocol.
func (c *cloud) snsCall(t *testing.T, form url.Values) (*http.Response, string) {
	t.Helper()
	form.Set("Version", "2010-03-31")
	return c.post(t, awsemulator.SNS, map[string]string{"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, form.Encode())
}

// TestSNSProtocol has the responses of SNS on the wire: the elements of the XML, the
// HTTP status and the code of an error.
//
// See https://docs.aws.amazon.com/sns/latest/api/API_Operations.html
func TestSNSProtocol(t *testing.T) {
	topic, fifo := awsemulator.TopicARN("t"), awsemulator.TopicARN("t.fifo")
	const id = `<MessageId>[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}</MessageId>`
	entry := "PublishBatchRequestEntries.member."
	attribute := "MessageAttributes.entry.1."
	for _, tt := range []struct {
		name      string
		operation string
		form      string // name=value, one a line
		status    int
		want      string // pattern of the content of the result, or the code of the error
	}{
		{"publish", "Publish", "TopicArn=" + topic + "\nMessage=m", 200, id},
		{"publish a subject and an attribute", "Publish", "TopicArn=" + topic + "\nMessage=m\nSubject=s\n" + attribute + "Name=a\n" + attribute + "Value.DataType=String\n" + attribute + "Value.StringValue=b", 200, id},
		{"publish bytes", "Publish", "TopicArn=" + topic + "\nMessage=m\n" + attribute + "Name=a\n" + attribute + "Value.DataType=Binary\n" + attribute + "Value.BinaryValue=Ynl0ZXM=", 200, id},
		{"publish to FIFO", "Publish", "TopicArn=" + fifo + "\nMessage=m\nMessageGroupId=g\nMessageDeduplicationId=d", 200, id + `<SequenceNumber>\d{20}</SequenceNumber>`},
		{"publish 256 KiB", "Publish", "TopicArn=" + topic + "\nMessage=" + strings.Repeat("x", 256<<10), 200, id},
		{"publish 256 KiB and a byte", "Publish", "TopicArn=" + topic + "\nMessage=" + strings.Repeat("x", 256<<10+1), 400, "InvalidParameter"},
		{"publish nothing", "Publish", "TopicArn=" + topic, 400, "InvalidParameter"},
		{"publish a subject of 101 characters", "Publish", "TopicArn=" + topic + "\nMessage=m\nSubject=" + strings.Repeat("s", 101), 400, "InvalidParameter"},
		{"publish an attribute without a value", "Publish", "TopicArn=" + topic + "\nMessage=m\n" + attribute + "Name=a\n" + attribute + "Value.DataType=String", 400, "ParameterValueInvalid"},
		{"publish a deduplication id to a standard topic", "Publish", "TopicArn=" + topic + "\nMessage=m\nMessageDeduplicationId=d", 400, "InvalidParameter"},
		{"publish to FIFO without a group", "Publish", "TopicArn=" + fifo + "\nMessage=m\nMessageDeduplicationId=d", 400, "InvalidParameter"},
		{"publish to FIFO without a deduplication id", "Publish", "TopicArn=" + fifo + "\nMessage=m\nMessageGroupId=g", 400, "InvalidParameter"},
		{"publish to an unknown topic", "Publish", "TopicArn=" + topic + "x\nMessage=m", 404, "NotFound"},
		{"publish to no ARN", "Publish", "TopicArn=t\nMessage=m", 400, "InvalidParameter"},
		{"publish a batch", "PublishBatch", "TopicArn=" + topic + "\n" + entry + "1.Id=a\n" + entry + "1.Message=m", 200, `<Successful><member><Id>a</Id>` + id + `</member></Successful><Failed></Failed>`},
		{"publish a batch with a wrong entry", "PublishBatch", "TopicArn=" + topic + "\n" + entry + "1.Id=a\n" + entry + "1.Message=m\n" + entry + "2.Id=b", 200, `<Successful><member><Id>a</Id>` + id + `</member></Successful><Failed><member><Id>b</Id><Code>InvalidParameter</Code><Message>[^<]+</Message><SenderFault>true</SenderFault></member></Failed>`},
		{"publish an empty batch", "PublishBatch", "TopicArn=" + topic + "\nPublishBatchRequestEntries=", 400, "EmptyBatchRequest"},
		{"publish an id twice", "PublishBatch", "TopicArn=" + topic + "\n" + entry + "1.Id=a\n" + entry + "1.Message=m\n" + entry + "2.Id=a\n" + entry + "2.Message=m", 400, "BatchEntryIdsNotDistinct"},
		{"publish a wrong id", "PublishBatch", "TopicArn=" + topic + "\n" + entry + "1.Id=a b\n" + entry + "1.Message=m", 400, "InvalidBatchEntryId"},
		{"attributes of a topic", "GetTopicAttributes", "TopicArn=" + fifo, 200, `<Attributes>.*<entry><key>FifoTopic</key><value>true</value></entry>.*<entry><key>TopicArn</key><value>` + fifo + `</value></entry></Attributes>`},
		{"attributes of an unknown topic", "GetTopicAttributes", "TopicArn=" + topic + "x", 404, "NotFound"},
		{"subscriptions", "ListSubscriptionsByTopic", "TopicArn=" + topic, 200, `<Subscriptions><member><SubscriptionArn>` + topic + `:[0-9a-f-]{36}</SubscriptionArn><Owner>111122223333</Owner><Protocol>sqs</Protocol><Endpoint>arn:aws:sqs:eu-west-1:111122223333:q</Endpoint><TopicArn>` + topic + `</TopicArn></member></Subscriptions>`},
		{"subscriptions by a wrong token", "ListSubscriptionsByTopic", "TopicArn=" + topic + "\nNextToken=x", 400, "InvalidParameter"},
		{"attributes of an unknown subscription", "GetSubscriptionAttributes", "SubscriptionArn=" + topic + ":x", 404, "NotFound"},
		{"an unknown member", "Publish", "TopicArn=" + topic + "\nMessage=m\nPriority=1", 501, "NotCovered"},
		{"an unknown operation", "CreateTopic", "Name=x", 501, "NotCovered"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := startUnchecked(t)
			c.AddQueue("q", nil)
			c.Subscribe(c.AddTopic("t", nil), awsemulator.Subscription{Protocol: "sqs", Endpoint: awsemulator.QueueARN("q")})
			c.AddTopic("t.fifo", nil)
			form := url.Values{"Action": {tt.operation}}
			for line := range strings.Lines(tt.form) {
				name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
				form.Set(name, value)
			}
			res, body := c.snsCall(t, form)
			is(t, "status", res.StatusCode, tt.status)
			is(t, "content type", res.Header.Get("Content-Type"), "text/xml")
			if err := xml.Unmarshal([]byte(body), new(struct{})); err != nil {
				t.Errorf("body %s: %v", body, err)
			}
			const namespace = ` xmlns="http://sns.amazonaws.com/doc/2010-03-31/">`
			want := `<` + tt.operation + `Response` + namespace + `<` + tt.operation + `Result>` + tt.want + `</` + tt.operation + `Result></` + tt.operation + `Response>`
			if tt.status != 200 {
				fault := "Sender"
				if tt.status >= 500 {
					fault = "Receiver"
				}
				want = `<ErrorResponse` + namespace + `<Error><Type>` + fault + `</Type><Code>` + tt.want + `</Code><Message>[^<]+</Message></Error></ErrorResponse>`
			}
			if !regexp.MustCompile(`^` + want + `$`).MatchString(body) {
				t.Errorf("body %s\nwant %s", body, want)
			}
		})
	}
}

package awsemulator_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/awsemulator"
)

// authorization is the header of a signed request to a service.
func authorization(service awsemulator.Service) string {
	return "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260304/" + awsemulator.Region + "/" + string(service) +
		"/aws4_request, SignedHeaders=host, Signature=00"
}

// post sends a signed request as it is on the wire.
func (c *cloud) post(t *testing.T, service awsemulator.Service, header map[string]string, body string) (*http.Response, string) {
	t.Helper()
	r := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), http.MethodPost, c.URL(), strings.NewReader(body)))
	r.Header.Set("Authorization", authorization(service))
	for name, value := range header {
		r.Header.Set(name, value)
	}
	res := must[*http.Response](t)(http.DefaultClient.Do(r))
	defer res.Body.Close()
	return res, string(must[[]byte](t)(io.ReadAll(res.Body)))
}

// sqsCall calls an operation of SQS in its JSON protocol.
func (c *cloud) sqsCall(t *testing.T, operation, body string) (*http.Response, string) {
	t.Helper()
	return c.post(t, awsemulator.SQS, map[string]string{"X-Amz-Target": "AmazonSQS." + operation, "Content-Type": "application/x-amz-json-1.0"}, body)
}

// TestSQSProtocol has the responses of SQS on the wire: the JSON names of the members,
// the HTTP status, and the code of the older Query protocol in a header.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
func TestSQSProtocol(t *testing.T) {
	const q = `"QueueUrl":"https://sqs.eu-west-1.amazonaws.com/111122223333/q"`
	const f = `"QueueUrl":"https://sqs.eu-west-1.amazonaws.com/111122223333/q.fifo"`
	const queryCode = "AWS.SimpleQueueService."
	for _, tt := range []struct {
		name, operation, body string
		status                int
		want                  string // members of the response, or the shape of the error
		header                string // X-Amzn-Query-Error
	}{
		{"url", "GetQueueUrl", `{"QueueName":"q"}`, 200, `{` + q + `}`, ""},
		{"url of the account", "GetQueueUrl", `{"QueueName":"q","QueueOwnerAWSAccountId":"111122223333"}`, 200, `{` + q + `}`, ""},
		{"url of another account", "GetQueueUrl", `{"QueueName":"q","QueueOwnerAWSAccountId":"444455556666"}`, 400, "QueueDoesNotExist", queryCode + "NonExistentQueue;Sender"},
		{"attributes", "GetQueueAttributes", `{` + q + `,"AttributeNames":["ApproximateNumberOfMessages","VisibilityTimeout"]}`, 200, `{"Attributes":{"ApproximateNumberOfMessages":"1","VisibilityTimeout":"30"}}`, ""},
		{"attributes of FIFO", "GetQueueAttributes", `{` + f + `,"AttributeNames":["FifoQueue","ContentBasedDeduplication","QueueArn"]}`, 200, `{"Attributes":{"FifoQueue":"true","ContentBasedDeduplication":"false","QueueArn":"arn:aws:sqs:eu-west-1:111122223333:q.fifo"}}`, ""},
		{"unknown attribute", "GetQueueAttributes", `{` + q + `,"AttributeNames":["X"]}`, 400, "InvalidAttributeName", "InvalidAttributeName;Sender"},
		{"send", "SendMessage", `{` + q + `,"MessageBody":"This is a test"}`, 200, `{"MD5OfMessageBody":"ce114e4501d2f4e2dcea3e17b546f339"}`, ""},
		{"send to FIFO", "SendMessage", `{` + f + `,"MessageBody":"m","MessageGroupId":"g","MessageDeduplicationId":"d"}`, 200, `{"MD5OfMessageBody":"6f8f57715090da2632453988d9a1501b"}`, ""},
		{"send without a body", "SendMessage", `{` + q + `}`, 400, "MissingParameter", "MissingParameter;Sender"},
		{"send a control character", "SendMessage", `{` + q + `,"MessageBody":"\u0001"}`, 400, "InvalidMessageContents", "InvalidMessageContents;Sender"},
		{"send a delay of 900 seconds", "SendMessage", `{` + q + `,"MessageBody":"m","DelaySeconds":900}`, 200, `{}`, ""},
		{"send a delay of 901 seconds", "SendMessage", `{` + q + `,"MessageBody":"m","DelaySeconds":901}`, 400, "InvalidParameterValue", "InvalidParameterValue;Sender"},
		{"send 11 attributes", "SendMessage", `{` + q + `,"MessageBody":"m","MessageAttributes":{` + elevenAttributes() + `}}`, 400, "InvalidParameterValue", "InvalidParameterValue;Sender"},
		{"send an attribute without a value", "SendMessage", `{` + q + `,"MessageBody":"m","MessageAttributes":{"a":{"DataType":"String"}}}`, 400, "InvalidParameterValue", "InvalidParameterValue;Sender"},
		{"send an attribute of an unknown type", "SendMessage", `{` + q + `,"MessageBody":"m","MessageAttributes":{"a":{"DataType":"Text","StringValue":"b"}}}`, 400, "InvalidParameterValue", "InvalidParameterValue;Sender"},
		{"send 1 MiB", "SendMessage", `{` + q + `,"MessageBody":"` + strings.Repeat("x", 1<<20) + `"}`, 200, `{}`, ""},
		{"send 1 MiB and a byte", "SendMessage", `{` + q + `,"MessageBody":"` + strings.Repeat("x", 1<<20+1) + `"}`, 400, "InvalidParameterValue", "InvalidParameterValue;Sender"},
		{"send a deduplication id to a standard queue", "SendMessage", `{` + q + `,"MessageBody":"m","MessageDeduplicationId":"d"}`, 400, "InvalidParameterValue", "InvalidParameterValue;Sender"},
		{"send to FIFO without a group", "SendMessage", `{` + f + `,"MessageBody":"m","MessageDeduplicationId":"d"}`, 400, "MissingParameter", "MissingParameter;Sender"},
		{"send to FIFO without a deduplication id", "SendMessage", `{` + f + `,"MessageBody":"m","MessageGroupId":"g"}`, 400, "InvalidParameterValue", "InvalidParameterValue;Sender"},
		{"send to FIFO with a delay", "SendMessage", `{` + f + `,"MessageBody":"m","MessageGroupId":"g","MessageDeduplicationId":"d","DelaySeconds":1}`, 400, "InvalidParameterValue", "InvalidParameterValue;Sender"},
		{"send to an unknown queue", "SendMessage", `{"QueueUrl":"https://sqs.eu-west-1.amazonaws.com/111122223333/x","MessageBody":"m"}`, 400, "QueueDoesNotExist", queryCode + "NonExistentQueue;Sender"},
		{"send a batch", "SendMessageBatch", `{` + q + `,"Entries":[{"Id":"a","MessageBody":"m"}]}`, 200, `{"Successful":[{"Id":"a","MD5OfMessageBody":"6f8f57715090da2632453988d9a1501b"}]}`, ""},
		{"send a batch with a wrong entry", "SendMessageBatch", `{` + q + `,"Entries":[{"Id":"a","MessageBody":""}]}`, 200, `{"Successful":[],"Failed":[{"Id":"a","Code":"MissingParameter","SenderFault":true}]}`, ""},
		{"send an empty batch", "SendMessageBatch", `{` + q + `,"Entries":[]}`, 400, "EmptyBatchRequest", queryCode + "EmptyBatchRequest;Sender"},
		{"send 11 entries", "SendMessageBatch", `{` + q + `,"Entries":[` + strings.TrimSuffix(strings.Repeat(`{"Id":"a","MessageBody":"m"},`, 11), ",") + `]}`, 400, "TooManyEntriesInBatchRequest", queryCode + "TooManyEntriesInBatchRequest;Sender"},
		{"send an id twice", "SendMessageBatch", `{` + q + `,"Entries":[{"Id":"a","MessageBody":"m"},{"Id":"a","MessageBody":"m"}]}`, 400, "BatchEntryIdsNotDistinct", queryCode + "BatchEntryIdsNotDistinct;Sender"},
		{"send a wrong id", "SendMessageBatch", `{` + q + `,"Entries":[{"Id":"a b","MessageBody":"m"}]}`, 400, "InvalidBatchEntryId", queryCode + "InvalidBatchEntryId;Sender"},
		{"send a batch above 1 MiB", "SendMessageBatch", `{` + q + `,"Entries":[{"Id":"a","MessageBody":"` + strings.Repeat("x", 1<<20) + `"},{"Id":"b","MessageBody":"y"}]}`, 400, "BatchRequestTooLong", queryCode + "BatchRequestTooLong;Sender"},
		{"receive", "ReceiveMessage", `{` + q + `,"AttributeNames":["ApproximateReceiveCount"],"MessageAttributeNames":["a"]}`, 200, `{"Messages":[{"Body":"first","MD5OfBody":"8b04d5e3775d298e78455efc5ca404d5","Attributes":{"ApproximateReceiveCount":"1"},"MessageAttributes":{"a":{"DataType":"String","StringValue":"b"}}}]}`, ""},
		{"receive 0 messages", "ReceiveMessage", `{` + q + `,"MaxNumberOfMessages":0}`, 400, "InvalidParameterValue", "InvalidParameterValue;Sender"},
		{"receive 11 messages", "ReceiveMessage", `{` + q + `,"MaxNumberOfMessages":11}`, 400, "InvalidParameterValue", "InvalidParameterValue;Sender"},
		{"receive with a wait of 21 seconds", "ReceiveMessage", `{` + q + `,"WaitTimeSeconds":21}`, 400, "InvalidParameterValue", "InvalidParameterValue;Sender"},
		{"receive with a timeout above 12 hours", "ReceiveMessage", `{` + q + `,"VisibilityTimeout":43201}`, 400, "InvalidParameterValue", "InvalidParameterValue;Sender"},
		{"delete by a wrong handle", "DeleteMessage", `{` + q + `,"ReceiptHandle":"x"}`, 400, "ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid;Sender"},
		{"change a timeout by a wrong handle", "ChangeMessageVisibility", `{` + q + `,"ReceiptHandle":"x","VisibilityTimeout":1}`, 400, "ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid;Sender"},
		{"change a timeout above 12 hours", "ChangeMessageVisibility", `{` + q + `,"ReceiptHandle":"x","VisibilityTimeout":43201}`, 400, "InvalidParameterValue", "InvalidParameterValue;Sender"},
		{"purge", "PurgeQueue", `{` + q + `}`, 200, "", ""},
		{"a member of a wrong type", "SendMessage", `{` + q + `,"MessageBody":7}`, 400, "SerializationException", "SerializationException;Sender"},
		{"an unknown member", "SendMessage", `{` + q + `,"MessageBody":"m","Priority":1}`, 501, "NotCovered", "NotCovered;Receiver"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := startUnchecked(t)
			c.Put(c.AddQueue("q", nil), awsemulator.Message{Body: "first", Attributes: map[string]awsemulator.Attribute{"a": awsemulator.Text("b")}})
			c.AddQueue("q.fifo", nil)
			res, body := c.sqsCall(t, tt.operation, tt.body)
			is(t, "status", res.StatusCode, tt.status)
			is(t, "content type", res.Header.Get("Content-Type"), "application/x-amz-json-1.0")
			is(t, "header", res.Header.Get("X-Amzn-Query-Error"), tt.header)
			if tt.status != 200 {
				tt.want = `{"__type":"` + tt.want + `"}`
			}
			if tt.want == "" {
				is(t, "body", body, "")
				return
			}
			var got, want any
			if err := json.Unmarshal([]byte(body), &got); err != nil {
				t.Fatalf("body %s: %v", body, err)
			}
			if err := json.Unmarshal([]byte(tt.want), &want); err != nil {
				t.Fatal(err)
			}
			if !contains(got, want) {
				t.Errorf("body %s, want %s", body, tt.want)
			}
		})
	}
}

// elevenAttributes returns one attribute more than SQS accepts.
func elevenAttributes() string {
	var all []string
	for _, name := range strings.Fields("a b c d e f g h i j k") {
		all = append(all, `"`+name+`":{"DataType":"String","StringValue":"v"}`)
	}
	return strings.Join(all, ",")
}

// contains reports whether a JSON value has all members of another, at any depth. Lists
// must have the same length.
func contains(got, want any) bool {
	switch want := want.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		for name, member := range want {
			ok = ok && contains(object[name], member)
		}
		return ok
	case []any:
		list, ok := got.([]any)
		ok = ok && len(list) == len(want)
		for i := range want {
			ok = ok && contains(list[i], want[i])
		}
		return ok
	}
	return got == want
}

package main

import (
	"encoding/json"
	"fmt"
)

const (
	topicARN = "arn:aws:sns:eu-west-1:111122223333:dynamics-operations"
	queueARN = "arn:aws:sqs:eu-west-1:111122223333:dynamics-work"
	sentAt   = "2026-11-21T09:30:05.685Z"
)

// message is the operation in the form of a message to the function.
func (o op) message() string {
	m := map[string]any{"operation": o.Kind, "entitySet": o.Set}
	switch {
	case o.Key != "":
		m["key"] = map[string]any{o.Key: o.Value}
	case o.Kind != "create":
		m["id"] = o.ID
	}
	switch {
	case o.Values:
		delete(m, "entitySet")
		m["table"], m["values"] = o.Table, o.Data
	case o.Data != nil:
		m["data"] = o.Data
	}
	return encode(m)
}

// snsEvent is the event that holds one message from SNS.
func snsEvent(o op) []byte { return snsEventOf(o.message()) }

// snsEventOf is the event that holds one text from SNS.
func snsEventOf(text string) []byte {
	return []byte(encode(map[string]any{"Records": []any{map[string]any{
		"EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": topicARN + ":3b6b2d3e-7f0a-4b9e-8e9e-1d7c1a2b3c4d",
		"Sns": envelope(text, 0),
	}}}))
}

// sqsEvents are the events of SQS, each with size messages, in envelopes of SNS.
func sqsEvents(all []op, size int) [][]byte {
	var events [][]byte
	for from := 0; from < len(all); from += size {
		var records []any
		for i := from; i < min(from+size, len(all)); i++ {
			records = append(records, map[string]any{
				"messageId": guid(fmt.Sprint("sqs ", i)), "receiptHandle": fmt.Sprint("receipt ", i), "body": encode(envelope(all[i].message(), i)),
				"attributes":        map[string]any{"ApproximateReceiveCount": "1", "SentTimestamp": "1795253405685"},
				"messageAttributes": map[string]any{}, "md5OfBody": "", "eventSource": "aws:sqs", "eventSourceARN": queueARN, "awsRegion": "eu-west-1",
			})
		}
		events = append(events, []byte(encode(map[string]any{"Records": records})))
	}
	return events
}

func envelope(text string, i int) map[string]any {
	return map[string]any{
		"Type": "Notification", "MessageId": guid(fmt.Sprint("sns ", i)), "TopicArn": topicARN, "Message": text, "Timestamp": sentAt,
		"SignatureVersion": "2", "Signature": "ZXhhbXBsZQ==", "SigningCertURL": "https://sns.eu-west-1.amazonaws.com/example.pem",
		"UnsubscribeURL": "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe",
	}
}

// encode cannot fail, because the workload has only values that have a JSON form.
func encode(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

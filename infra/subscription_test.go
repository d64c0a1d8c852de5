package main

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPermissionIsForTheTopic(t *testing.T) {
	want := map[string]any{
		"Action":       "lambda:InvokeFunction",
		"FunctionName": ref(functionID),
		"Principal":    "sns.amazonaws.com",
		"SourceArn":    ref(topicID),
	}
	if diff := cmp.Diff(want, properties(t, functionPermissionID)); diff != "" {
		t.Errorf("permission (-want +got):\n%s", diff)
	}
}

func TestSubscriptionFollowsDelivery(t *testing.T) {
	type route struct {
		topic, protocol, endpoint string
		raw                       any // message delivery
	}
	want := map[string]route{
		directDelivery:  {topicID, "lambda", functionID + ".Arn", nil},
		queuedDelivery:  {topicID, "sqs", queueID + ".Arn", false},
		orderedDelivery: {orderedTopicID, "sqs", orderedQueueID + ".Arn", false},
	}
	for _, mode := range modes {
		s := asMap(theSubscription(t, inMode(t, mode), mode)["Properties"])
		got := route{nameOf(s["TopicArn"]), s["Protocol"].(string), nameOf(s["Endpoint"]), s["RawMessageDelivery"]}
		if got != want[mode] {
			t.Errorf("%s: subscription = %+v, want %+v", mode, got, want[mode])
		}
	}
}

// TestSubscriptionComesLast: a message that is published before the subscription's
// safeguards exist would be lost.
func TestSubscriptionComesLast(t *testing.T) {
	want := map[string][]any{
		directDelivery:  {deadLetterQueuePolicyID, functionInvokeConfigID, functionPermissionID},
		queuedDelivery:  {deadLetterQueuePolicyID, queuePolicyID},
		orderedDelivery: {orderedDeadLetterQueuePolicyID, orderedQueuePolicyID},
	}
	for _, mode := range modes {
		after := at(t, theSubscription(t, inMode(t, mode), mode), "DependsOn").([]any)
		for _, id := range want[mode] {
			if !slices.Contains(after, id) {
				t.Errorf("%s: DependsOn = %v, want %v in it", mode, after, id)
			}
		}
	}
}

// TestOrderedTopic: only the FIFO topic has FifoTopic and a name. The other properties are equal.
func TestOrderedTopic(t *testing.T) {
	want, got := properties(t, topicID), properties(t, orderedTopicID)
	want["FifoTopic"], want["TopicName"] = true, got["TopicName"]
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("FIFO topic against the standard one (-want +got):\n%s", diff)
	}
}

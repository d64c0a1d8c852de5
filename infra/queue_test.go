package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDeadLetterQueueIsWired: SNS and Lambda each lose messages in their own way.
func TestDeadLetterQueueIsWired(t *testing.T) {
	want := getAtt(deadLetterQueueID, "Arn")
	if diff := cmp.Diff(want, at(t, properties(t, subscriptionID), "RedrivePolicy", "deadLetterTargetArn")); diff != "" {
		t.Errorf("RedrivePolicy of the subscription (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, at(t, properties(t, functionInvokeConfigID), "DestinationConfig", "OnFailure", "Destination")); diff != "" {
		t.Errorf("OnFailure of the function (-want +got):\n%s", diff)
	}
}

func TestDeadLetterQueueTakesFromTopic(t *testing.T) {
	s := statements(at(t, properties(t, deadLetterQueuePolicyID), "PolicyDocument"))[0]
	want := map[string]any{
		"Sid":       "TopicSends",
		"Effect":    "Allow",
		"Principal": map[string]any{"Service": "sns.amazonaws.com"},
		"Action":    []any{"sqs:SendMessage"},
		"Resource":  getAtt(deadLetterQueueID, "Arn"),
		"Condition": map[string]any{"ArnEquals": map[string]any{"aws:SourceArn": ref(topicID)}},
	}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("first statement of the queue's policy (-want +got):\n%s", diff)
	}
}

func TestDeadLetterAlarmWatchesTheQueue(t *testing.T) {
	alarm := properties(t, deadLetterAlarmID)
	if diff := cmp.Diff(getAtt(deadLetterQueueID, "QueueName"), at(t, alarm, "Dimensions", 0, "Value")); diff != "" {
		t.Errorf("QueueName (-want +got):\n%s", diff)
	}
	want := []any{map[string]any{"Fn::If": []any{hasAlarmTopicCondition, ref(alarmTopicArnParameter), ref(noValue)}}}
	if diff := cmp.Diff(want, at(t, alarm, "AlarmActions")); diff != "" {
		t.Errorf("AlarmActions (-want +got):\n%s", diff)
	}
}

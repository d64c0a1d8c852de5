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

// What comes here is larger than what SNS took, and stays as long as it can.
func TestDeadLetterQueueKeepsMessages(t *testing.T) {
	queue := properties(t, deadLetterQueueID)
	for name, want := range map[string]any{
		"MessageRetentionPeriod": 14 * 24 * 60 * 60, "MaximumMessageSize": 1 << 20, "SqsManagedSseEnabled": true,
	} {
		if got := at(t, queue, name); got != want {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
}

func TestAlarms(t *testing.T) {
	actions := []any{map[string]any{"Fn::If": []any{hasAlarmTopicCondition, ref(alarmTopicArnParameter), ref(noValue)}}}
	for id, watched := range map[string]any{
		deadLetterAlarmID: getAtt(deadLetterQueueID, "QueueName"),
		lostLetterAlarmID: ref(functionID),
	} {
		alarm := properties(t, id)
		if diff := cmp.Diff(watched, at(t, alarm, "Dimensions", 0, "Value")); diff != "" {
			t.Errorf("%s watches (-want +got):\n%s", id, diff)
		}
		if diff := cmp.Diff(actions, at(t, alarm, "AlarmActions")); diff != "" {
			t.Errorf("AlarmActions of %s (-want +got):\n%s", id, diff)
		}
	}
}

// Lambda tries a failed event as often as it may, and keeps it as long.
func TestFailedEventsAreTriedAgain(t *testing.T) {
	config := properties(t, functionInvokeConfigID)
	if got := at(t, config, "MaximumRetryAttempts"); got != 2 {
		t.Errorf("MaximumRetryAttempts = %v, want 2", got)
	}
	if got := at(t, config, "MaximumEventAgeInSeconds"); got != 6*60*60 {
		t.Errorf("MaximumEventAgeInSeconds = %v, want six hours", got)
	}
	if got := at(t, properties(t, functionID), "TracingConfig", "Mode"); got != "Active" {
		t.Errorf("TracingConfig.Mode = %v, want Active", got)
	}
}

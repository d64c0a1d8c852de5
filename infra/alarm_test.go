package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestAlarmsWatch holds what each alarm watches, by whichever of its metrics: an
// alarm on each dead-letter queue, and both that there are on the queue.
func TestAlarmsWatch(t *testing.T) {
	want := func(queue, topic string) map[string]string {
		return map[string]string{
			deadLetterAlarmID + " ApproximateNumberOfMessagesVisible":              "AWS/SQS QueueName=" + deadLetterQueueID + ".QueueName",
			queueAgeAlarmID + " ApproximateAgeOfOldestMessage":                     "AWS/SQS QueueName=" + queue + ".QueueName",
			queueStalledAlarmID + " NumberOfMessagesReceived":                      "AWS/SQS QueueName=" + queue + ".QueueName",
			queueStalledAlarmID + " NumberOfMessagesDeleted":                       "AWS/SQS QueueName=" + queue + ".QueueName",
			lostLetterAlarmID + " DestinationDeliveryFailures":                     "AWS/Lambda FunctionName=" + functionID,
			eventDroppedAlarmID + " AsyncEventsDropped":                            "AWS/Lambda FunctionName=" + functionID,
			errorAlarmID + " Errors":                                               "AWS/Lambda FunctionName=" + functionID,
			durationAlarmID + " Duration":                                          "AWS/Lambda FunctionName=" + functionID,
			subscriptionAlarmID + " NumberOfNotificationsFailed":                   "AWS/SNS TopicName=" + topic + ".TopicName",
			lostNotificationAlarmID + " NumberOfNotificationsFailedToRedriveToDlq": "AWS/SNS TopicName=" + topic + ".TopicName",
			misconfiguredAlarmID + " Misconfigured":                                "SnsDynamics/${AWS::StackName}",
			throttledAlarmID + " Throttled":                                        "SnsDynamics/${AWS::StackName}",
		}
	}
	ordered := want(orderedQueueID, orderedTopicID)
	ordered[orderedDeadLetterAlarmID+" ApproximateNumberOfMessagesVisible"] = "AWS/SQS QueueName=" + orderedDeadLetterQueueID + ".QueueName"
	for mode, want := range map[string]map[string]string{
		directDelivery: want(queueID, topicID), queuedDelivery: want(queueID, topicID), orderedDelivery: ordered,
	} {
		got := map[string]string{}
		for id, alarm := range ofType(inMode(t, mode), "AWS::CloudWatch::Alarm") {
			if asMap(alarm["Properties"])["TreatMissingData"] != "notBreaching" {
				t.Errorf("%s: %s is alarmed by a queue that nobody uses", mode, id)
			}
			for _, m := range alarmMetrics(alarm) {
				got[id+" "+m.name] = strings.TrimSpace(m.namespace + " " + strings.Join(m.dimensions, " "))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: what is watched, by alarm and metric (-want +got):\n%s", mode, diff)
		}
	}
}

// TestAlarmsWait holds for how long what may pass by itself has to last.
func TestAlarmsWait(t *testing.T) {
	for id, want := range map[string]time.Duration{
		throttledAlarmID: 15 * time.Minute, durationAlarmID: 15 * time.Minute, errorAlarmID: 10 * time.Minute,
	} {
		alarm := properties(t, id)
		periods := at(t, alarm, "EvaluationPeriods").(int)
		if n, ok := alarm["DatapointsToAlarm"].(int); ok {
			periods = n
		}
		if got := time.Duration(periods*at(t, alarm, "Period").(int)) * time.Second; got != want {
			t.Errorf("%s goes off after %v, want %v", id, got, want)
		}
	}
	timeout := at(t, properties(t, functionID), "Timeout").(int) * 1000
	if got := at(t, properties(t, durationAlarmID), "Threshold").(int); got <= timeout/2 || got >= timeout {
		t.Errorf("DurationAlarm goes off above %d ms, want near the timeout of %d", got, timeout)
	}
}

func TestAlarmsTellTheTopic(t *testing.T) {
	without, with := deploy(t), deploy(t, alarmTopicArnParameter+"=arn")
	for id := range ofType(with, "AWS::CloudWatch::Alarm") {
		if diff := cmp.Diff([]any{ref(alarmTopicArnParameter)}, propertiesIn(t, with, id)["AlarmActions"]); diff != "" {
			t.Errorf("AlarmActions of %s (-want +got):\n%s", id, diff)
		}
		if diff := cmp.Diff([]any{}, propertiesIn(t, without, id)["AlarmActions"]); diff != "" {
			t.Errorf("AlarmActions of %s without a topic (-want +got):\n%s", id, diff)
		}
	}
}

// TestStalledAlarmWaitsForTries: each of its periods has to hold a try of every
// message, and all of them more than an hour.
func TestStalledAlarmWaitsForTries(t *testing.T) {
	alarm := properties(t, queueStalledAlarmID)
	periods := at(t, alarm, "EvaluationPeriods").(int)
	longestTurn := int(maxWait.Seconds()) + functionTimeoutSeconds + maxBatchingWindowSeconds
	for _, i := range []int{1, 2} {
		period := at(t, alarm, "Metrics", i, "MetricStat", "Period").(int)
		if period <= longestTurn {
			t.Errorf("Period = %d s, want more than the %d from one try to the next", period, longestTurn)
		}
		if periods*period <= 3600 {
			t.Errorf("%d periods of %d s are not over an hour", periods, period)
		}
	}
}

package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/alarm"
)

// TestAlarmsWatch checks the resource of each alarm, for all of its metrics: an alarm on
// each dead-letter queue, and two alarms on the queue.
func TestAlarmsWatch(t *testing.T) {
	want := func(queue, topic string) map[string]string {
		return map[string]string{
			deadLetterAlarmID + " ApproximateNumberOfMessagesVisible":              "AWS/SQS QueueName=" + deadLetterQueueID + ".QueueName",
			deadLetterGrowthAlarmID + " ApproximateNumberOfMessagesVisible":        "AWS/SQS QueueName=" + deadLetterQueueID + ".QueueName",
			deadLetterGrowthAlarmID + " ApproximateNumberOfMessagesNotVisible":     "AWS/SQS QueueName=" + deadLetterQueueID + ".QueueName",
			queueAgeAlarmID + " ApproximateAgeOfOldestMessage":                     "AWS/SQS QueueName=" + queueID + ".QueueName",
			queueStalledAlarmID + " NumberOfMessagesReceived":                      "AWS/SQS QueueName=" + queue + ".QueueName",
			queueStalledAlarmID + " NumberOfMessagesDeleted":                       "AWS/SQS QueueName=" + queue + ".QueueName",
			lostLetterAlarmID + " DestinationDeliveryFailures":                     "AWS/Lambda FunctionName=" + functionID,
			eventDroppedAlarmID + " AsyncEventsDropped":                            "AWS/Lambda FunctionName=" + functionID,
			errorAlarmID + " Errors":                                               "AWS/Lambda FunctionName=" + functionID,
			durationAlarmID + " Duration":                                          "AWS/Lambda FunctionName=" + functionID,
			subscriptionAlarmID + " NumberOfNotificationsFailed":                   "AWS/SNS TopicName=" + topic + ".TopicName",
			lostNotificationAlarmID + " NumberOfNotificationsFailedToRedriveToDlq": "AWS/SNS TopicName=" + topicID + ".TopicName",
			overdueAlarmID + " Overdue":                                            "SnsDynamics/${AWS::StackName}",
			misconfiguredAlarmID + " Misconfigured":                                "SnsDynamics/${AWS::StackName}",
			throttledAlarmID + " Throttled":                                        "SnsDynamics/${AWS::StackName}",
		}
	}
	ordered := want(orderedQueueID, orderedTopicID)
	for _, alarm := range []string{orderedDeadLetterAlarmID, orderedDeadLetterGrowthAlarmID} {
		ordered[alarm+" ApproximateNumberOfMessagesVisible"] = "AWS/SQS QueueName=" + orderedDeadLetterQueueID + ".QueueName"
	}
	ordered[orderedDeadLetterGrowthAlarmID+" ApproximateNumberOfMessagesNotVisible"] = "AWS/SQS QueueName=" + orderedDeadLetterQueueID + ".QueueName"
	ordered[orderedQueueAgeAlarmID+" ApproximateAgeOfOldestMessage"] = "AWS/SQS QueueName=" + orderedQueueID + ".QueueName"
	ordered[orderedLostNotificationAlarmID+" NumberOfNotificationsFailedToRedriveToDlq"] = "AWS/SNS TopicName=" + orderedTopicID + ".TopicName"
	for mode, want := range map[string]map[string]string{
		directDelivery: want(queueID, topicID), queuedDelivery: want(queueID, topicID), orderedDelivery: ordered,
	} {
		got := map[string]string{}
		for id, alarm := range ofType(inMode(t, mode), "AWS::CloudWatch::Alarm") {
			if asMap(alarm["Properties"])["TreatMissingData"] != "notBreaching" {
				t.Errorf("%s: %s goes off for a queue without messages", mode, id)
			}
			for _, m := range alarmMetrics(alarm) {
				got[id+" "+m.name] = strings.TrimSpace(m.namespace + " " + strings.Join(m.dimensions, " "))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: watched metrics, by alarm and metric (-want +got):\n%s", mode, diff)
		}
	}
}

// TestAlarmsAreExplained: each alarm's description has its command for the stack and the section
// that explains it, and package alarm knows no other alarm.
func TestAlarmsAreExplained(t *testing.T) {
	known := map[string]alarm.Alarm{}
	for _, a := range alarm.All() {
		known[a.ID] = a
	}
	for id := range ofType(inMode(t, orderedDelivery), "AWS::CloudWatch::Alarm") {
		text, _ := at(t, properties(t, id), "AlarmDescription", "Fn::Sub").(string)
		for _, want := range []string{known[id].Means, known[id].Command + " --stack ${AWS::StackName}", known[id].Section()} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q does not have %q", id, text, want)
			}
		}
		if len(text) > 900 { // CloudWatch takes 1024 characters, with the name of the stack
			t.Errorf("%s: the description has %d characters", id, len(text))
		}
		delete(known, id)
	}
	for id := range known {
		t.Errorf("the template has no %s", id)
	}
}

// TestAlarmsWait checks how long a condition that may pass must last.
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
	without, with := deploy(t, secretArnParameter+"=arn"), deploy(t, alarmTopicArnParameter+"=arn")
	for id := range ofType(with, "AWS::CloudWatch::Alarm") {
		if diff := cmp.Diff([]any{ref(alarmTopicArnParameter)}, propertiesIn(t, with, id)["AlarmActions"]); diff != "" {
			t.Errorf("AlarmActions of %s (-want +got):\n%s", id, diff)
		}
		if diff := cmp.Diff([]any{}, propertiesIn(t, without, id)["AlarmActions"]); diff != "" {
			t.Errorf("AlarmActions of %s without a topic (-want +got):\n%s", id, diff)
		}
	}
}

// TestStalledAlarmWaitsForTries: each period of the alarm contains an attempt of every
// message, and all periods together are longer than an hour.
func TestStalledAlarmWaitsForTries(t *testing.T) {
	alarm := properties(t, queueStalledAlarmID)
	periods := at(t, alarm, "EvaluationPeriods").(int)
	longestTurn := int(maxWait.Seconds()) + functionTimeoutSeconds + maxBatchingWindowSeconds
	for _, i := range []int{1, 2} {
		period := at(t, alarm, "Metrics", i, "MetricStat", "Period").(int)
		if period <= longestTurn {
			t.Errorf("Period = %d s, want more than the %d from one attempt to the next", period, longestTurn)
		}
		if periods*period <= 3600 {
			t.Errorf("%d periods of %d s are not over an hour", periods, period)
		}
	}
}

// TestDurationAlarmRingsBeforeTheTimeout: the alarm leaves a fifth of the timeout of the function.
func TestDurationAlarmRingsBeforeTheTimeout(t *testing.T) {
	if want := functionTimeoutSeconds * time.Second * 8 / 10; alarm.LongDuration != want {
		t.Errorf("alarm.LongDuration = %v, want %v", alarm.LongDuration, want)
	}
}

package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAlarmsWatchTheQueues wants an alarm on each dead-letter queue, and both
// that there are on the queue, by whichever metric they watch it.
func TestAlarmsWatchTheQueues(t *testing.T) {
	standard := map[string]string{
		deadLetterAlarmID + " ApproximateNumberOfMessagesVisible": deadLetterQueueID + ".QueueName",
		queueAgeAlarmID + " ApproximateAgeOfOldestMessage":        queueID + ".QueueName",
		queueStalledAlarmID + " NumberOfMessagesReceived":         queueID + ".QueueName",
		queueStalledAlarmID + " NumberOfMessagesDeleted":          queueID + ".QueueName",
		lostLetterAlarmID + " DestinationDeliveryFailures":        functionID,
	}
	want := map[string]map[string]string{
		directDelivery: standard,
		queuedDelivery: standard,
		orderedDelivery: {
			deadLetterAlarmID + " ApproximateNumberOfMessagesVisible":        deadLetterQueueID + ".QueueName",
			orderedDeadLetterAlarmID + " ApproximateNumberOfMessagesVisible": orderedDeadLetterQueueID + ".QueueName",
			queueAgeAlarmID + " ApproximateAgeOfOldestMessage":               orderedQueueID + ".QueueName",
			queueStalledAlarmID + " NumberOfMessagesReceived":                orderedQueueID + ".QueueName",
			queueStalledAlarmID + " NumberOfMessagesDeleted":                 orderedQueueID + ".QueueName",
			lostLetterAlarmID + " DestinationDeliveryFailures":               functionID,
		},
	}
	for _, mode := range modes {
		got := map[string]string{}
		for id, alarm := range ofType(inMode(t, mode), "AWS::CloudWatch::Alarm") {
			if asMap(alarm["Properties"])["TreatMissingData"] != "notBreaching" {
				t.Errorf("%s: %s is alarmed by a queue that nobody uses", mode, id)
			}
			if id == misconfiguredAlarmID {
				continue // of the log, and tested with its filter
			}
			walk("", alarm, func(_ string, value any) {
				metric := asMap(value)
				if metric["MetricName"] == nil {
					return
				}
				want := "AWS/SQS"
				if id == lostLetterAlarmID {
					want = "AWS/Lambda"
				}
				if metric["Namespace"] != want {
					t.Errorf("%s: %s watches %v, want %s", mode, id, metric["Namespace"], want)
				}
				got[id+" "+metric["MetricName"].(string)] = nameOf(at(t, metric, "Dimensions", 0, "Value"))
			})
		}
		if diff := cmp.Diff(want[mode], got); diff != "" {
			t.Errorf("%s: queues by alarm (-want +got):\n%s", mode, diff)
		}
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

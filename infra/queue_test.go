package main

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// maxWait is the longest time for which the function hides a message.
const maxWait = 15 * time.Minute

// TestQueueTriesForADay: the waits double from a second up to the longest wait, and
// together make 24 hours. So do the longest waits without the first 23.
func TestQueueTriesForADay(t *testing.T) {
	const day = 24 * time.Hour
	for _, mode := range modes {
		tries := at(t, theQueue(t, inMode(t, mode)), "RedrivePolicy", "maxReceiveCount").(int)
		if tries > 1000 {
			t.Errorf("%s: maxReceiveCount = %d, and SQS takes 1000 at most", mode, tries)
		}
		var doubling time.Duration
		wait := time.Second
		for range tries - 1 {
			doubling += wait
			wait = min(2*wait, maxWait)
		}
		if doubling < day {
			t.Errorf("%s: %d attempts take %v, want %v at least", mode, tries, doubling, day)
		}
		if short := time.Duration(tries-1-23) * maxWait; short < day {
			t.Errorf("%s: %d attempts, 23 of them at once, take %v, want %v at least", mode, tries, short, day)
		}
	}
}

// TestQueueOutlastsItsTries: a message must not expire in the queue, where it would be lost
// silently. It must not expire in the dead-letter queue before an operator can read it.
func TestQueueOutlastsItsTries(t *testing.T) {
	for _, mode := range modes {
		for id, queue := range ofType(inMode(t, mode), "AWS::SQS::Queue") {
			if got := at(t, queue, "Properties", "MessageRetentionPeriod"); got != 1209600 {
				t.Errorf("%s: %s keeps messages for %v s, want 14 days", mode, id, got)
			}
			if got := at(t, queue, "Properties", "MaximumMessageSize"); got != 1<<20 {
				t.Errorf("%s: %s takes messages of %v bytes, want 1 MiB: they come with an envelope or an error around them", mode, id, got)
			}
			if at(t, queue, "Properties", "SqsManagedSseEnabled") != "true" {
				t.Errorf("%s: %s is not encrypted", mode, id)
			}
		}
	}
}

// TestQueueVisibility requires six times the function's timeout and the batching window.
// With less, a message could be visible again while the function writes it.
func TestQueueVisibility(t *testing.T) {
	for _, mode := range modes {
		for _, window := range []int{0, 1, maxBatchingWindowSeconds} {
			template := deploy(t, deliveryParameter+"="+mode, fmt.Sprintf("%s=%d", batchingWindowSecondsParameter, window))
			want := 6 * at(t, propertiesIn(t, template, functionID), "Timeout").(int)
			if mode != orderedDelivery {
				want += window
			}
			got, err := strconv.Atoi(fmt.Sprint(theQueue(t, template)["VisibilityTimeout"]))
			if err != nil {
				t.Fatal(err)
			}
			if got < want {
				t.Errorf("%s: VisibilityTimeout = %d with a window of %d, want %d at least", mode, got, window, want)
			}
			if window == 0 && time.Duration(got)*time.Second != maxWait {
				t.Errorf("%s: VisibilityTimeout = %d, want the longest wait, %v", mode, got, maxWait)
			}
		}
	}
}

// TestQueueSenders checks the senders that the policy of each queue allows.
func TestQueueSenders(t *testing.T) {
	want := map[string]map[string]string{
		directDelivery: {queueID: topicID, deadLetterQueueID: topicID},
		queuedDelivery: {queueID: topicID, deadLetterQueueID: topicID},
		orderedDelivery: {
			orderedQueueID:           orderedTopicID,
			orderedDeadLetterQueueID: orderedTopicID,
			queueID:                  topicID,
			deadLetterQueueID:        topicID,
		},
	}
	for _, mode := range modes {
		got := map[string]string{}
		for _, p := range ofType(inMode(t, mode), "AWS::SQS::QueuePolicy") {
			queue := nameOf(at(t, p, "Properties", "Queues", 0))
			got[queue] = ""
			for _, s := range statements(at(t, p, "Properties", "PolicyDocument")) {
				if nameOf(s["Resource"]) != queue+".Arn" {
					t.Errorf("%s: a policy of %s is on %v", mode, queue, s["Resource"])
				}
				if s["Effect"] != "Allow" {
					continue
				}
				source := at(t, s, "Condition", "ArnEquals", "aws:SourceArn")
				got[queue] += nameOf(source)
				want := map[string]any{
					"Sid":       "TopicSends",
					"Effect":    "Allow",
					"Principal": map[string]any{"Service": "sns.amazonaws.com"},
					"Action":    []any{"sqs:SendMessage"},
					"Resource":  getAtt(queue, "Arn"),
					"Condition": map[string]any{"ArnEquals": map[string]any{"aws:SourceArn": source}},
				}
				if diff := cmp.Diff(want, s); diff != "" {
					t.Errorf("%s: policy of %s (-want +got):\n%s", mode, queue, diff)
				}
			}
		}
		if diff := cmp.Diff(want[mode], got); diff != "" {
			t.Errorf("%s: senders by queue (-want +got):\n%s", mode, diff)
		}
	}
}

// TestOrderedQueuesSpareNoMessage: a queue with deduplication by content drops the second
// of two equal messages.
func TestOrderedQueuesSpareNoMessage(t *testing.T) {
	for _, id := range []string{orderedQueueID, orderedDeadLetterQueueID} {
		p := properties(t, id)
		if p["ContentBasedDeduplication"] != nil {
			t.Errorf("%s has ContentBasedDeduplication", id)
		}
		if p["DeduplicationScope"] != "messageGroup" || p["FifoThroughputLimit"] != "perMessageGroupId" {
			t.Errorf("%s: limits are not per group: %v", id, p)
		}
	}
}

// theQueue returns the properties of the queue of the output QueueArn, which the function reads.
func theQueue(t *testing.T, template map[string]any) map[string]any {
	t.Helper()
	id := references(at(t, template, "Outputs", "QueueArn", "Value"))[0]
	for mapping := range ofType(template, "AWS::Lambda::EventSourceMapping") {
		if nameOf(propertiesIn(t, template, mapping)["EventSourceArn"]) == id+".Arn" {
			return propertiesIn(t, template, id)
		}
	}
	t.Fatalf("no mapping reads %s", id)
	return nil
}

// theSubscription returns the subscription of a mode.
func theSubscription(t *testing.T, template map[string]any, mode string) map[string]any {
	t.Helper()
	id := map[string]string{directDelivery: subscriptionID, queuedDelivery: queueSubscriptionID, orderedDelivery: orderedSubscriptionID}[mode]
	return asMap(at(t, template, "Resources", id))
}

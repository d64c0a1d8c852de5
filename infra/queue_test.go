package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// maxWait is the longest that the function keeps a message out of sight.
const maxWait = 15 * time.Minute

// TestQueueTriesForADay: waits that double from a second, and then all of the
// longest, make 24 hours; so do the longest waits of which 23 are none at all.
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
			t.Errorf("%s: %d tries take %v, want %v at least", mode, tries, doubling, day)
		}
		if short := time.Duration(tries-1-23) * maxWait; short < day {
			t.Errorf("%s: %d tries, 23 of them at once, take %v, want %v at least", mode, tries, short, day)
		}
	}
}

// TestQueueOutlastsItsTries: a message must not expire in the queue, where nobody
// would know, nor in the dead-letter queue before somebody could look.
func TestQueueOutlastsItsTries(t *testing.T) {
	for _, mode := range modes {
		for id, queue := range ofType(inMode(t, mode), "AWS::SQS::Queue") {
			if got := at(t, queue, "Properties", "MessageRetentionPeriod"); got != 1209600 {
				t.Errorf("%s: %s keeps messages for %v s, want 14 days", mode, id, got)
			}
			if got := at(t, queue, "Properties", "MaximumMessageSize"); got != 1<<20 {
				t.Errorf("%s: %s takes messages of %v bytes, want 1 MiB: they come with an envelope or an error around them", mode, id, got)
			}
			if got := queue["DeletionPolicy"]; got != "RetainExceptOnCreate" {
				t.Errorf("%s: %s has DeletionPolicy %v", mode, id, got)
			}
			if got := queue["UpdateReplacePolicy"]; got != "Retain" {
				t.Errorf("%s: %s has UpdateReplacePolicy %v", mode, id, got)
			}
			if at(t, queue, "Properties", "SqsManagedSseEnabled") != true {
				t.Errorf("%s: %s is not encrypted", mode, id)
			}
		}
	}
}

// TestQueueVisibility wants six times the function's timeout and the batching
// window. With less, a message could come back while it is being written.
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

// TestQueueSenders holds who may send to each queue by its policy.
func TestQueueSenders(t *testing.T) {
	want := map[string]map[string]string{
		directDelivery: {queueID: "", deadLetterQueueID: topicID},
		queuedDelivery: {queueID: topicID, deadLetterQueueID: topicID},
		orderedDelivery: {
			orderedQueueID:           orderedTopicID,
			orderedDeadLetterQueueID: orderedTopicID,
			deadLetterQueueID:        "",
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

// TestOrderedQueuesSpareNoMessage: a queue that tells duplicates by their content
// drops the second of two messages that say the same.
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

// theQueue returns the properties of the queue that the function reads.
func theQueue(t *testing.T, template map[string]any) map[string]any {
	t.Helper()
	source := at(t, propertiesIn(t, template, queueMappingID), "EventSourceArn")
	return propertiesIn(t, template, references(source)[0])
}

// theSubscription returns the one subscription.
func theSubscription(t *testing.T, template map[string]any) map[string]any {
	t.Helper()
	list := slices.Collect(maps.Values(ofType(template, "AWS::SNS::Subscription")))
	if len(list) != 1 {
		t.Fatalf("%d subscriptions, want one", len(list))
	}
	return list[0]
}

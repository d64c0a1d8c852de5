package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/config"
)

// TestDeadLetterQueuesAreWired: SNS, SQS, Lambda and the function each lose
// messages in their own way.
func TestDeadLetterQueuesAreWired(t *testing.T) {
	wired := func(queue string) map[string]string {
		return map[string]string{
			"subscription": queue + ".Arn",
			"queue":        queue + ".Arn",
			"function":     queue,
			"invocation":   deadLetterQueueID + ".Arn",
		}
	}
	want := map[string]map[string]string{
		directDelivery:  wired(deadLetterQueueID),
		queuedDelivery:  wired(deadLetterQueueID),
		orderedDelivery: wired(orderedDeadLetterQueueID),
	}
	for _, mode := range modes {
		template := inMode(t, mode)
		got := map[string]string{
			"subscription": nameOf(at(t, theSubscription(t, template), "Properties", "RedrivePolicy", "deadLetterTargetArn")),
			"queue":        nameOf(at(t, theQueue(t, template), "RedrivePolicy", "deadLetterTargetArn")),
			"function":     nameOf(at(t, propertiesIn(t, template, functionID), "Environment", "Variables", config.DeadLetterQueueURL)),
			"invocation":   nameOf(at(t, propertiesIn(t, template, functionInvokeConfigID), "DestinationConfig", "OnFailure", "Destination")),
		}
		if diff := cmp.Diff(want[mode], got); diff != "" {
			t.Errorf("%s: dead-letter queues (-want +got):\n%s", mode, diff)
		}
	}
}

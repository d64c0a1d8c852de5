package main

import (
	"cmp"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/function/config"
)

// TestDeadLetterQueuesAreWired: SNS, SQS, Lambda and the function each need a dead-letter
// queue of their own.
func TestDeadLetterQueuesAreWired(t *testing.T) {
	wired := func(queue string) map[string]string {
		return map[string]string{
			"subscription": queue + ".Arn",
			"queue":        queue + ".Arn",
			"function":     deadLetterQueueID,
			"invocation":   deadLetterQueueID + ".Arn",
		}
	}
	variable := map[string]string{orderedDelivery: config.OrderedDeadLetterQueueURL}
	want := map[string]map[string]string{
		directDelivery:  wired(deadLetterQueueID),
		queuedDelivery:  wired(deadLetterQueueID),
		orderedDelivery: wired(orderedDeadLetterQueueID),
	}
	want[orderedDelivery]["function"] = orderedDeadLetterQueueID
	for _, mode := range modes {
		template := inMode(t, mode)
		got := map[string]string{
			"subscription": nameOf(at(t, theSubscription(t, template, mode), "Properties", "RedrivePolicy", "deadLetterTargetArn")),
			"queue":        nameOf(at(t, theQueue(t, template), "RedrivePolicy", "deadLetterTargetArn")),
			"function":     nameOf(at(t, propertiesIn(t, template, functionID), "Environment", "Variables", cmp.Or(variable[mode], config.DeadLetterQueueURL))),
			"invocation":   nameOf(at(t, propertiesIn(t, template, functionInvokeConfigID), "DestinationConfig", "OnFailure", "Destination")),
		}
		if diff := gocmp.Diff(want[mode], got); diff != "" {
			t.Errorf("%s: dead-letter queues (-want +got):\n%s", mode, diff)
		}
	}
}

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

// TestSubscriptionComesLast: a message published before the subscription's
// safeguards exist would be lost.
func TestSubscriptionComesLast(t *testing.T) {
	after := at(t, parse(t), "Resources", subscriptionID, "DependsOn").([]any)
	for _, id := range []any{deadLetterQueuePolicyID, functionInvokeConfigID, functionPermissionID} {
		if !slices.Contains(after, id) {
			t.Errorf("DependsOn = %v, want %v in it", after, id)
		}
	}
}

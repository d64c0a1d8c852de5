package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMapping holds the readers of both queues. Neither depends on the mode: a mapping that
// changes its queue could meet a mapping of the same pair, which Lambda refuses.
func TestMapping(t *testing.T) {
	standard := map[string]any{
		"FunctionName":                   ref(functionID),
		"EventSourceArn":                 getAtt(queueID, "Arn"),
		"FunctionResponseTypes":          []any{"ReportBatchItemFailures"},
		"BatchSize":                      ref(batchSizeParameter),
		"MaximumBatchingWindowInSeconds": ref(batchingWindowSecondsParameter),
		"ScalingConfig":                  map[string]any{"MaximumConcurrency": ref(maximumConcurrencyParameter)},
	}
	ordered := map[string]any{
		"FunctionName":          ref(functionID),
		"EventSourceArn":        getAtt(orderedQueueID, "Arn"),
		"FunctionResponseTypes": []any{"ReportBatchItemFailures"},
		"BatchSize":             1,
		"ScalingConfig":         map[string]any{"MaximumConcurrency": ref(maximumConcurrencyParameter)},
	}
	for id, want := range map[string]any{queueMappingID: standard, orderedQueueMappingID: ordered} {
		if diff := cmp.Diff(want, any(properties(t, id))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
}

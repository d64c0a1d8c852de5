package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMapping(t *testing.T) {
	for _, mode := range modes {
		want := map[string]any{
			"FunctionName":                   ref(functionID),
			"EventSourceArn":                 getAtt(queueID, "Arn"),
			"FunctionResponseTypes":          []any{"ReportBatchItemFailures"},
			"BatchSize":                      ref(batchSizeParameter),
			"MaximumBatchingWindowInSeconds": ref(batchingWindowSecondsParameter),
			"ScalingConfig":                  map[string]any{"MaximumConcurrency": ref(maximumConcurrencyParameter)},
		}
		if mode == orderedDelivery {
			want["EventSourceArn"] = getAtt(orderedQueueID, "Arn")
			want["BatchSize"] = 1
			delete(want, "MaximumBatchingWindowInSeconds")
		}
		if diff := cmp.Diff(want, propertiesIn(t, inMode(t, mode), queueMappingID)); diff != "" {
			t.Errorf("%s: mapping (-want +got):\n%s", mode, diff)
		}
	}
}

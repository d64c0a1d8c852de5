package deadletter_test

import (
	"testing"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/deadletter"
)

// TestMeaning: a row of the table of explanations explains each letter.
func TestMeaning(t *testing.T) {
	for _, tt := range []struct {
		source      deadletter.Source
		class, code string
		want        string // code of the row
	}{
		{deadletter.Function, "rejected", "0x80060888", "0x80060888"},
		{deadletter.Function, "rejected", "decode", "decode"},
		{deadletter.Function, "rejected", "sequence-row", "sequence-row"},
		{deadletter.Function, "rejected", "", "rejected"},
		{deadletter.Function, "rejected", "0x8004ffff", "rejected"},
		{deadletter.Function, "rejected", "0x80040225", "impersonated"},
		{deadletter.Function, "misconfigured", "0x80040225", "0x80040225"},
		{deadletter.Function, "unknown", "0x80072322", "unknown"},
		{deadletter.Function, "unavailable", "0x80072322", "0x80072322"},
		{deadletter.Function, "unavailable", "", "unavailable"},
		{deadletter.Function, "waiting", "0x80040217", "waiting"},
		{deadletter.Function, "coloured", "", "stray"},
		{deadletter.Lambda, "", "RetriesExhausted", "RetriesExhausted"},
		{deadletter.Lambda, "", "Another", "lambda"},
		{deadletter.Subscription, "", "403", "subscription"},
		{deadletter.Queue, "", "", "queue"},
		{deadletter.Unknown, "", "", "stray"},
	} {
		want, ok := advice.Explain(tt.want)
		want.Fix = advice.Redrive(operation.Class(tt.class), want.Fix)
		if got := (deadletter.Letter{Source: tt.source, Class: tt.class, Code: tt.code}).Explanation(); !ok || got != want {
			t.Errorf("%s %s %q means %q, want %q", tt.source, tt.class, tt.code, got.Code, tt.want)
		}
	}
}

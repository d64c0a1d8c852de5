package pattern_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// BenchmarkMatches measures a usual pattern, and the largest message of SNS against a pattern
// with the most combinations of $or.
func BenchmarkMatches(b *testing.B) {
	order := `{"type": "OrderPlaced", "orderId": "SO-4711", "total": 1999.90, "lines": [{"sku": "GR-100", "n": 2}, {"sku": "FB-250", "n": 10}]}`
	numbers := make([]any, 120_000)
	for i := range numbers {
		numbers[i] = json.Number("1")
	}
	or := `{"n": [2]}` + strings.Repeat(`,{"n": [2]}`, 999)
	for _, tt := range []struct {
		name, pattern string
		event         map[string]any
		want          bool
	}{
		{"usual", `{"message": {"type": ["OrderPlaced"], "lines": {"n": [{"numeric": [">", 5]}]}}}`, event(b, order), true},
		{"largest", `{"message": {"$or": [` + or + `]}}`, map[string]any{"message": map[string]any{"n": numbers}}, false},
	} {
		b.Run(tt.name, func(b *testing.B) {
			p := compile(b, tt.pattern)
			b.ReportAllocs()
			for b.Loop() {
				if p.Matches(tt.event) != tt.want {
					b.Fatal("another result")
				}
			}
		})
	}
}

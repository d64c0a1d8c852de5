package batchparts

import "testing"

func TestStatuses(t *testing.T) {
	for _, tt := range []struct {
		parts []Part
		want  string
	}{
		{nil, ""},
		{[]Part{{Status: 204}, {Status: 204}}, "2 × 204"},
		{[]Part{{}, {Status: 412}, {Status: 204}, {Status: 204}}, "2 × 204, 1 × no status, 1 × 412"},
	} {
		if got := Statuses(tt.parts); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.parts, got, tt.want)
		}
	}
}

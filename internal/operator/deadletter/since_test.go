package deadletter_test

import (
	"testing"
	"time"

	"sns-dynamics/internal/operator/deadletter"
)

// TestEarlierSince: the age is earlier than the time, and a search of it finds the next age.
func TestEarlierSince(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for since, want := range map[string]string{"2h": "1d", "1d": "7d", "3d": "7d", "7d": "30d", "30d": "365d", "365d": "", "36500d": ""} {
		at, err := deadletter.ParseSince(since, now)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := deadletter.EarlierSince(at, now.Add(time.Second)); got != want || ok != (want != "") {
			t.Errorf("after %s: %q, %v, want %q", since, got, ok, want)
		}
	}
}

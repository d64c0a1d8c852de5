package fifo

import (
	"fmt"
	"testing"
	"time"
)

// TestDeduplication remembers a message for the interval, and forgets old messages.
func TestDeduplication(t *testing.T) {
	var d Deduplication
	start := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	for i := range 1000 {
		d.Remember(fmt.Sprint(i), Accepted{MessageID: fmt.Sprint(i), At: start.Add(time.Duration(i) * time.Minute)})
	}
	now := start.Add(999 * time.Minute)
	for id, want := range map[string]bool{"999": true, "995": true, "994": false, "0": false, "x": false} {
		if a, found := d.Find(id, now); found != want || found && a.MessageID != id {
			t.Errorf("Find(%s) = %v, %v", id, a, found)
		}
	}
	if len(d.byID) > 10 {
		t.Errorf("%d messages are remembered", len(d.byID))
	}
}

package setup

import (
	"testing"
	"time"
)

func TestWaitingTime(t *testing.T) {
	for d, want := range map[time.Duration]string{
		10 * time.Minute: "10 minutes", time.Minute: "1 minute", 90 * time.Second: "90 seconds", time.Millisecond: "1ms", 0: "0s",
	} {
		if got := waitingTime(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

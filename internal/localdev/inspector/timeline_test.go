package inspector

import (
	"testing"
	"time"
)

func TestSince(t *testing.T) {
	begin := time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)
	for d, want := range map[time.Duration]string{
		0: "+0 ms", 12 * time.Millisecond: "+12 ms", 999 * time.Millisecond: "+999 ms", 1500 * time.Millisecond: "+1.5 s",
		80 * time.Second: "+1 min 20 s", 2*time.Hour + 3*time.Minute: "+2 h 03 min", 50 * time.Hour: "+2 d", -3 * time.Second: "−3.0 s",
	} {
		if got := since(begin, begin.Add(d)); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

// TestTimesCountFromPublishing: a replay within an hour counts from the publish time, and a
// message of another day from its arrival.
func TestTimesCountFromPublishing(t *testing.T) {
	arrived := time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)
	for ago, want := range map[time.Duration]time.Duration{0: 0, 20 * time.Minute: 20 * time.Minute, 3 * time.Hour: 0, -time.Second: -time.Second} {
		m := Message{Summary: Summary{Time: arrived}, Published: arrived.Add(-ago)}
		if got := arrived.Sub(zero(m)); got != want {
			t.Errorf("published %v ago: the arrival is at %v, want %v", ago, got, want)
		}
	}
}

// TestScale draws the waits of a message between its requests. A request that stalls begins at
// its time, because the emulator reports it before it stalls.
func TestScale(t *testing.T) {
	arrived := time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)
	at := func(s int) time.Time { return arrived.Add(time.Duration(s) * time.Second) }
	m := Message{Summary: Summary{Time: arrived}}
	m.Requests = []Exchange{{Time: at(0), Duration: 2000}, {Time: at(10), Duration: 1000}}
	m.Timeline = []Moment{{Time: at(0)}, {Time: at(10)}}
	waits := 0
	for _, s := range scale(m) {
		if s.IsWait {
			waits++
			if s.X != 200 || s.Width != 700 {
				t.Errorf("wait = %+v", s)
			}
		}
	}
	if waits != 1 {
		t.Errorf("%d waits", waits)
	}
}

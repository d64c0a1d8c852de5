package pacing

import (
	"cmp"
	"math/rand/v2"
	"time"
)

// Scenario is one simulated hour.
type Scenario struct {
	Containers int // each has 52/Containers requests at a time, as ParallelRequests allows
	Servers    int // each request goes to a random server
	Headers    bool
	Load       int // the messages in percent of what the environment takes
	// IsSlow makes the requests three times as long, so that they use up the execution time
	// before the number of requests.
	IsSlow bool
	// Limit is the requests in five minutes that each server takes; 0 means the documented
	// limit. The client knows the documented limit alone.
	Limit int
	Seed  uint64
}

// requests is the requests in a window that each server takes.
func (s Scenario) requests() float64 { return float64(cmp.Or(s.Limit, windowRequests)) }

// The limits of one server, by Microsoft's documents and in the emulator.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
const (
	window         = 300 * time.Second
	windowRequests = 6000
	windowSeconds  = 1200
	concurrent     = 52
)

// The other client uses half of the limits for a third of the hour.
const (
	hour       = time.Hour
	otherFrom  = 20 * time.Minute
	otherUntil = 40 * time.Minute
)

// kinds are the requests of the mixture: the part in percent, and the mean execution time.
var kinds = [...]struct {
	percent int
	mean    time.Duration
}{{80, 80 * time.Millisecond}, {15, 250 * time.Millisecond}, {5, 1500 * time.Millisecond}}

// takes draws the execution time of a request.
func (s Scenario) takes(dice *rand.Rand) time.Duration {
	mean := time.Duration(0)
	for draw, i := dice.IntN(100), 0; draw >= 0; i++ {
		draw -= kinds[i].percent
		mean = kinds[i].mean
	}
	return time.Duration(s.slowness() * float64(mean) * (0.5 + dice.Float64()))
}

func (s Scenario) slowness() float64 {
	if s.IsSlow {
		return 3
	}
	return 1
}

// Capacity is the requests a second that the environment takes.
func (s Scenario) Capacity() float64 {
	mean := 0.0
	for _, k := range kinds {
		mean += float64(k.percent) / 100 * k.mean.Seconds() * s.slowness()
	}
	return float64(s.Servers) * min(s.requests()/window.Seconds(), windowSeconds/window.Seconds()/mean)
}

// batch is the BatchSize of the queue. Few containers need more messages at a time.
func (s Scenario) batch() int {
	return max(10, 500/s.Containers/s.Containers)
}

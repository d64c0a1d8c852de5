package pacing

import (
	"slices"
	"time"
)

// Figures are the result of an hour.
type Figures struct {
	// LimitUsed is the part of the limit that the messages used, of what the other client
	// left: of the requests or of the execution time, whichever is more.
	LimitUsed float64 `json:"limit_used"`
	// ThrottledShare is the part of the requests that Dataverse responded to with 429.
	ThrottledShare float64 `json:"throttled_share"`
	// AgeP99 is the 99th percentile of the age at effect in seconds before the other client
	// came, and AgeAfterP99 after it left: that includes the backlog of its time.
	AgeP99      float64 `json:"age_p99_s"`
	AgeAfterP99 float64 `json:"age_after_p99_s"`
	// Silence is the longest time in seconds for which a container with messages sent
	// nothing, without the time of a Retry-After.
	Silence float64 `json:"silence_s"`
	// Receives is the most receives of one message.
	Receives int `json:"receives"`
	// Lost and Doubled are messages.
	Lost    int `json:"lost"`
	Doubled int `json:"doubled"`
	// PerMinute is the messages that took effect in each minute.
	PerMinute []float64 `json:"-"`
}

// counts are the counters of a simulation.
type counts struct {
	sent, refused, receives int
	silence                 time.Duration
	effects, doubled        int
	seconds                 float64
	others                  int
	otherSeconds            float64
	before, after           []float64 // ages in seconds
	perMinute               [int(hour/time.Minute) + 1]float64
}

// done takes in a message that took effect.
func (c *counts) done(now time.Duration, m *message) {
	c.effects++
	if m.effects > 1 {
		c.doubled++
	}
	c.seconds += m.takes.Seconds()
	switch age := (now - m.published).Seconds(); {
	case now < otherFrom:
		c.before = append(c.before, age)
	case now >= otherUntil:
		c.after = append(c.after, age)
	}
	c.perMinute[int(now/time.Minute)]++
}

func (w *world) figures() Figures {
	c := &w.counts
	windows := float64(w.Servers) * float64(hour/window)
	requests := float64(c.effects) / (windows*w.requests() - float64(c.others))
	seconds := c.seconds / (windows*windowSeconds - c.otherSeconds)
	return Figures{
		LimitUsed:      max(requests, seconds),
		ThrottledShare: float64(c.refused) / float64(max(1, c.sent)),
		AgeP99:         quantile(c.before), AgeAfterP99: quantile(c.after),
		Silence:  c.silence.Seconds(),
		Receives: c.receives,
		Lost:     w.queue.published - c.effects - len(w.queue.waiting) - len(w.queue.hidden) - w.inFlight,
		Doubled:  c.doubled, PerMinute: c.perMinute[:hour/time.Minute],
	}
}

// quantile is the 99th percentile.
func quantile(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[len(values)*99/100]
}

package clock_test

import (
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/dynamics/clock"
)

// TestStopwatch: a freeze counts, and a wall clock that was set back takes nothing back.
func TestStopwatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s clock.Stopwatch
		wall := time.Now().Round(0)
		for _, step := range []struct{ running, wall, want time.Duration }{
			{0, 0, 0},
			{time.Second, time.Second, time.Second},
			{time.Second, time.Minute, 61 * time.Second},
			{time.Second, -time.Hour, 62 * time.Second},
			{0, 0, 62 * time.Second},
		} {
			time.Sleep(step.running)
			wall = wall.Add(step.wall)
			if got := s.Elapsed(wall); got != step.want {
				t.Errorf("after %+v: %v", step, got)
			}
		}
	})
}

package clock

import "time"

// Moment is a point in time on two clocks. The wall clock runs while Lambda freezes the
// process, but it can be set back. The monotonic clock of the process is never set, but
// it stops during a freeze.
type Moment struct{ Wall, Running time.Time }

// At returns the present moment. wall is the time of the wall clock.
func At(wall time.Time) Moment { return Moment{wall, time.Now()} }

// Since returns the time since the moment: the longer time of both clocks. wall is the
// time of the wall clock. So a freeze counts, and a wall clock that was set back makes
// no time longer. If the wall clock is set back during a freeze, that much of the freeze
// is lost.
func (i Moment) Since(wall time.Time) time.Duration {
	return max(wall.Sub(i.Wall), time.Since(i.Running))
}

package dynamics

import "time"

// moment is a point in time on two clocks. The wall clock goes on while Lambda
// freezes the process, but can be set back. The runtime's clock is never set, but
// stands still during a freeze.
type moment struct{ wall, running time.Time }

// at is the present moment, given the wall clock's time.
func at(wall time.Time) moment { return moment{wall, time.Now()} }

// since is the time that passed since the moment, given the wall clock's time: the
// longer of the times on both clocks. A freeze is counted, and a wall clock set
// back lengthens nothing. Only a wall clock set back during a freeze hides as much
// of that freeze as it was set back.
func (i moment) since(wall time.Time) time.Duration {
	return max(wall.Sub(i.wall), time.Since(i.running))
}

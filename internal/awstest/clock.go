package awstest

import (
	"fmt"
	"time"
)

// requireClock panics if a test gives a time and the Cloud has the wall clock.
// A queue drops a message that is older than its retention period: with a fixed
// time and the wall clock, the test fails some days after it was written.
func (c *Cloud) requireClock(given ...time.Time) {
	for _, at := range given {
		if c.wall && !at.IsZero() {
			panic(fmt.Sprintf("awstest: the time %s is given, but the clock is the wall clock: set Options.Now", at.UTC().Format(time.RFC3339)))
		}
	}
}

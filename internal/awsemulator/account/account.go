package account

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"sync/atomic"
	"time"
)

// Account is the shared state of the services. Set its fields before its first use.
// Its methods are safe for concurrent use.
type Account struct {
	// Clock is the clock of timestamps, visibility timeouts, delays, retention and
	// deduplication; nil means time.Now.
	Clock func() time.Time
	// After returns a channel that receives a value when a duration has passed on
	// Clock, as time.After does for time.Now; nil means that no call waits.
	After func(time.Duration) <-chan time.Time
	// PageSize limits the items of a page; 0 means the limits of AWS.
	PageSize int
	// Keep limits the calls, the published messages of each topic, and the lines of each
	// log group, that are kept to be read later; 0 means all.
	Keep int
	// RandomIDs makes identifiers that no other run has.
	RandomIDs bool

	serial atomic.Int64
}

// Now returns the time of the account's clock.
func (a *Account) Now() time.Time {
	if a.Clock == nil {
		return time.Now()
	}
	return a.Clock()
}

// RequireClock panics if a time is given and the account has the wall clock. A queue
// drops a message that is older than its retention period, so a test with a fixed
// time and the wall clock fails some days after it was written.
func (a *Account) RequireClock(given ...time.Time) {
	for _, at := range given {
		if a.Clock == nil && !at.IsZero() {
			panic(fmt.Sprintf("awsemulator: the time %s is given, but the clock is the wall clock: set Options.Now", at.UTC().Format(time.RFC3339)))
		}
	}
}

// Serial returns 1, 2, 3 and so on.
func (a *Account) Serial() int64 { return a.serial.Add(1) }

// UUID returns a new identifier in the form of a random UUID. Without RandomIDs the
// identifiers are the same in every run, so that a test can compare output that shows them.
func (a *Account) UUID() string {
	h := sha256.Sum256(fmt.Appendf(nil, "awstest %d", a.Serial()))
	if a.RandomIDs {
		_, _ = rand.Read(h[:]) // never fails
	}
	h[6], h[8] = h[6]&0x0f|0x40, h[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

// SequenceNumber returns a sequence number of a FIFO topic or queue. It is greater
// than every earlier one.
func (a *Account) SequenceNumber() string {
	return fmt.Sprintf("1000000000%010d", a.Serial()*256)
}

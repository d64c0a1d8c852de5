package chaos

import "time"

// A change of Delivery from direct to queued, and a change back. In changeWindow, the
// subscriptions of both modes exist, and SNS delivers each message by both. TestChangeOfDelivery
// in infra holds that each of them delivers.
const (
	changeAt     = 4 * time.Hour
	changeBackAt = changeAt + time.Hour
	changeWindow = 15 * time.Minute
)

// ways returns the ways by which the standard topic delivers at a time of the run.
func ways(at time.Duration) (isDirect, isQueued bool) {
	isDirect = at < changeAt+changeWindow || at >= changeBackAt
	isQueued = at >= changeAt && at < changeBackAt+changeWindow
	return isDirect, isQueued
}

package outcome

// Mode says which ends of messages have an event.
type Mode string

// The modes.
const (
	// Off publishes no events.
	Off Mode = "none"
	// Failures publishes the events of dead letters.
	Failures Mode = "failures"
	// All publishes the events of successes and dead letters.
	All Mode = "all"
)

// Modes returns all modes.
func Modes() []Mode { return []Mode{Off, Failures, All} }

package operation

// Class says what can be done about a failure.
type Class string

// The classes.
const (
	// Rejected is a message that cannot succeed without a change.
	Rejected Class = "rejected"
	// Unavailable is a service that may succeed later.
	Unavailable Class = "unavailable"
	// Misconfigured is a set-up that a person has to correct. The message is valid and
	// succeeds after the correction.
	Misconfigured Class = "misconfigured"
	// Waiting is a message that needs a row which does not exist yet. The client calls
	// this failure Rejected; its caller decides how long the row is worth a wait.
	Waiting Class = "waiting"
	// Unknown is an action that was sent and may have run. It must not be sent again
	// before a person has decided so.
	Unknown Class = "unknown"
)

// Failure describes an operation that failed, without the text of its error.
// [advice.For] says what to do about it.
type Failure struct {
	// Class says what can be done.
	Class Class
	// Code is the code of the service, or a word of this program for a failure that was
	// found without one. It is often empty.
	Code string
	// Cause is the part of the message of the service that tells one cause of Code from the
	// others. Package errorcode lists these parts. Cause is empty if no cause is known.
	Cause string
	// Fallback is the code to explain if Code is not known.
	Fallback string
}

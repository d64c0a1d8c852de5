package mapping

// Kind is the kind of a failure of a mapping.
type Kind string

// The kinds.
const (
	// KindError is a call of error in the program.
	KindError Kind = "error"
	// KindFailure is any other error of the program, such as the index of a number.
	KindFailure Kind = "failure"
	// KindLimit is a program with too many instructions, or with a result that is too long.
	KindLimit Kind = "limit"
	// KindResult is a result that is no operation.
	KindResult Kind = "result"
)

// Error is the error of a mapping that made no operations of a message. Another attempt has
// the same error, until the mapping changes. It holds no value of the message.
type Error struct {
	Kind Kind
	// Text describes the failure. The text of error("…") is part of it only if it stands
	// literally in the program.
	Text string
}

// Error is one line.
func (e *Error) Error() string { return "mapping: " + e.Text }

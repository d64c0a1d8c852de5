package route

import "sns-dynamics/internal/operation"

// The codes of the errors, for [advice.Explain].
const (
	// CodeNoRoute is a message that no route matches.
	CodeNoRoute = "no-route"
	// CodeMapping is a message that its mapping makes no operation from.
	CodeMapping = "mapping"
	// CodeRoutes is a route whose program does not compile. The message waits until the
	// deployer has corrected it.
	CodeRoutes = "routes"
)

// Error is the error of a message that the routes make no operation from. It holds no value of
// the message.
type Error struct {
	Code  string
	Class operation.Class
	Text  string
}

// Error is one line.
func (e *Error) Error() string { return e.Text }

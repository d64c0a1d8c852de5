package auth

import (
	"fmt"
	"time"
)

// Error is a sign-in that failed: the token endpoint refused it (Status is set), or
// no response came (Err is set).
type Error struct {
	// Status is the HTTP status of the response, 0 if no response came.
	Status int
	// Code is the code of Microsoft Entra ID, such as AADSTS7000215; often empty.
	Code string
	// Message is the message of the service, one line. It may quote Sent.
	Message string
	// RetryAfter is the wait that the service asks for, 0 if it asks for no wait.
	RetryAfter time.Duration
	// RequestID is the service's id of the request, a GUID. It is empty if no response
	// came.
	RequestID string
	// Err is the cause if no response came, without a text of the service.
	Err error
	// Sent is the secret that was sent. The client must remove it from Code and Message.
	Sent string
}

// Error says that there is no token, without a text of the service.
func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("get token: %v", e.Err)
	}
	return fmt.Sprintf("get token: status %d", e.Status)
}

// Unwrap returns the error of a request without a response.
func (e *Error) Unwrap() error { return e.Err }

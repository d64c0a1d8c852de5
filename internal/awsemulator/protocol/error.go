package protocol

import (
	"fmt"
	"net/http"
)

// Error is the error of an operation, in the words of its service.
type Error struct {
	Status       int    // HTTP status
	Code         string // name of the error's shape
	Message      string
	QueryCode    string // code of the service's older Query protocol; "" means Code
	IsNotCovered bool   // the emulator does not cover the request
}

func (e *Error) Error() string { return fmt.Sprintf("%d %s %s", e.Status, e.Code, e.Message) }

// EntryCode returns the code in the results of a batch. These results keep the
// codes of the older Query protocol.
func (e *Error) EntryCode() string {
	if e.QueryCode != "" {
		return e.QueryCode
	}
	return e.Code
}

// Refuse returns an error with a formatted message.
func Refuse(status int, code, format string, args ...any) *Error {
	return &Error{Status: status, Code: code, Message: fmt.Sprintf(format, args...)}
}

// NotCovered returns the error of a request that AWS may accept and that the
// emulator does not have. No service of AWS uses its code, and the SDK does not
// repeat a request that gets its status.
func NotCovered(format string, args ...any) *Error {
	e := Refuse(http.StatusNotImplemented, "NotCovered", "the emulator does not cover "+format, args...)
	e.IsNotCovered = true
	return e
}

package route

import (
	"errors"
	"fmt"

	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/function/pattern"
	"sns-dynamics/internal/operation"
)

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

// FileError is the error of a field of [File].
type FileError struct {
	// Pointer is the JSON pointer (RFC 6901) of the field.
	Pointer string
	// Text is one line with the expected value.
	Text string
}

// Error is one line.
func (e *FileError) Error() string { return e.Pointer + ": " + e.Text }

// ErrorBelow returns the error of the value at a pointer, or of the value below it that err points
// to: an error of [New], [pattern.Compile] or [fence.Narrow].
func ErrorBelow(pointer string, err error) *FileError {
	if e, ok := errors.AsType[*FileError](err); ok {
		return &FileError{Pointer: pointer + e.Pointer, Text: e.Text}
	}
	if e, ok := errors.AsType[*pattern.Error](err); ok {
		return &FileError{Pointer: pointer + e.Pointer, Text: e.Text}
	}
	if e, ok := errors.AsType[*fence.ListError](err); ok {
		return &FileError{Pointer: pointer + e.Pointer, Text: e.Text}
	}
	return &FileError{Pointer: pointer, Text: err.Error()}
}

// wrong returns the error of a field.
func wrong(pointer, format string, args ...any) *FileError {
	return &FileError{Pointer: pointer, Text: fmt.Sprintf(format, args...)}
}

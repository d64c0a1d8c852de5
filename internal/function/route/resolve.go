package route

import (
	"context"
	"errors"

	"sns-dynamics/internal/function/mapping"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
)

// Resolution is the route of a message, and its operation.
type Resolution struct {
	// Route is the route of the message; nil if no route matches.
	Route *Route
	// IsIgnored says that the message ends with the outcome ignored, and has no operation.
	IsIgnored bool
	// Message is the message that the mapping made, as JSON; empty without a mapping.
	Message []byte
	// Operation is the operation of the message. Its ids are derived from the envelope.
	Operation operation.Operation
}

// Resolve finds the route of a message, and makes its operation. A message that is no JSON
// object matches no route. The error is an [*Error], or the [*message.Error] of a message that
// is no operation although its route takes it as an operation, or the error of ctx if its time
// is over. The resolution has the route in all cases.
func (t *Table) Resolve(ctx context.Context, e message.Envelope) (Resolution, error) {
	object, notObject := readObject(e.Message)
	attributes := attributesOf(e.Attributes)
	var r Resolution
	if notObject == nil {
		r.Route = t.Find(Event(object, attributes, e.TopicARN))
	}
	switch {
	case r.Route == nil && t.ignores:
		r.IsIgnored = true
		return r, nil
	case r.Route == nil:
		return r, noRoute(notObject)
	case r.Route.IsIgnored:
		r.IsIgnored = true
		return r, nil
	case r.Route.program == nil:
		var err error
		r.Operation, err = e.Operation()
		return r, err
	}
	var err error
	r.Message, err = r.Route.Message(ctx, object, mapping.Meta{
		MessageID: e.MessageID, TopicARN: e.TopicARN, Published: e.Published, Subject: e.Subject, Attributes: attributes,
	})
	if ended := ctx.Err(); ended != nil && errors.Is(err, ended) {
		return r, err
	}
	if err != nil {
		return r, mappingError(err)
	}
	if r.Message == nil {
		r.IsIgnored = true
		return r, nil
	}
	r.Operation, err = e.Mapped(r.Message)
	if err != nil {
		return r, mappingError(err)
	}
	return r, nil
}

// noRoute is the error of a message that no route matches.
func noRoute(notObject error) error {
	text := "no route matches the message"
	if notObject != nil {
		text += ": " + notObject.Error()
	}
	return &Error{Code: CodeNoRoute, Class: operation.Rejected, Text: text}
}

// mappingError is the error of a mapping that makes no operation of a message.
func mappingError(err error) error {
	if _, ok := errors.AsType[*mapping.Error](err); ok {
		return &Error{Code: CodeMapping, Class: operation.Rejected, Text: err.Error()}
	}
	if _, ok := errors.AsType[*message.Error](err); ok {
		return &Error{Code: CodeMapping, Class: operation.Rejected, Text: "mapping: the result is no operation: " + err.Error()}
	}
	return &Error{Code: CodeRoutes, Class: operation.Misconfigured, Text: "mapping: " + err.Error()}
}

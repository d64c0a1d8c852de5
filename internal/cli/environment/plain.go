package environment

import (
	"context"
	"fmt"
	"io"

	"sns-dynamics/internal/dynamics/values"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/preview"
	"sns-dynamics/internal/operator/source"
)

// plain resolves the plain values of messages and keeps the requests that are made of them.
type plain struct {
	ctx      context.Context // of the command
	resolver *values.Resolver
	shown    []ShownMessage
	err      error // of a request to read
}

// maxShown is the most messages whose requests are shown.
const maxShown = 1000

// ShownMessage is a message with the requests that the function makes of it.
type ShownMessage struct {
	File     string            `json:"file"`
	Line     int               `json:"line"`
	Requests []preview.Request `json:"requests"`
}

// resolve returns a message with data in the place of values, and the problems of its values.
// isResolved is false if there is nothing further to check.
func (p *plain) resolve(item source.Item, op operation.Operation) (resolved operation.Operation, problems []message.Problem, isResolved bool) {
	if !values.Uses(op) {
		return op, nil, true
	}
	if p.err != nil {
		return op, nil, false
	}
	resolved, problems, p.err = preview.Resolve(p.ctx, p.resolver, op)
	if p.err != nil || len(problems) > 0 {
		return op, problems, false
	}
	if len(p.shown) < maxShown {
		p.shown = append(p.shown, ShownMessage{item.File, item.LineOf(""), preview.RequestsOf(resolved)})
	}
	return resolved, nil, true
}

// WriteShown writes the requests of messages. The error comes from w.
func WriteShown(w io.Writer, shown []ShownMessage) error {
	for _, m := range shown {
		for _, r := range m.Requests {
			if _, err := fmt.Fprintf(w, "%s:%d: %s %s\n  %s\n", m.File, m.Line, r.Method, r.Path, r.Body); err != nil {
				return err
			}
		}
	}
	return nil
}

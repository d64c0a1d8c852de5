package inprocess

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/function/route"
	"sns-dynamics/internal/localdev/inspector"
	"sns-dynamics/internal/operator/routes"
	"sns-dynamics/internal/operator/validate"
)

// Problems are the problems of a folder of routes.
type Problems []validate.Problem

// Error returns the first problem, and the number of the others.
func (p Problems) Error() string {
	text := p[0].String()
	if n := len(p) - 1; n > 0 {
		text += "; " + cli.Plural(n, "more problem")
	}
	return text
}

// ReadRoutes reads a folder of routes for a function in this process, where each environment of
// a route is the emulator. The error is a [cli.Failure]; of a folder with problems, it wraps
// [Problems].
func ReadRoutes(dir string) (*routes.Folder, error) {
	f, problems, err := routes.Read(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, cli.Failed("name a folder with routes.yaml, or write one: dynctl routes init "+cli.ShellWord(dir), "%w", err)
	case err != nil:
		return nil, cli.Failed("name a folder of files that can be read", "%w", err)
	case len(problems) > 0:
		return nil, cli.Failed("list all problems: dynctl routes check "+cli.ShellWord(dir), "%w", Problems(problems))
	}
	return f, nil
}

// Mapped returns the messages that mappings make of messages, in their order; nil for a message
// without a mapping. It returns nil without routes.
func (d Deployed) Mapped(deliveries []delivery.Delivery) []json.RawMessage {
	if d.Routes == nil {
		return nil
	}
	all := make([]json.RawMessage, len(deliveries))
	for i, one := range deliveries {
		if text := d.mapped(one.Envelope); text != "" {
			all[i] = json.RawMessage(text)
		}
	}
	return all
}

// mapped returns the message that a mapping makes of a message; empty without a mapping.
func (d Deployed) mapped(e message.Envelope) string { return d.resolve(e).Message }

// resolve returns the decision of the routes about a message.
func (d Deployed) resolve(e message.Envelope) inspector.Resolved {
	if d.Routes == nil {
		return inspector.Resolved{}
	}
	made, err := d.Routes.Resolve(context.Background(), e)
	r := inspector.Resolved{Message: string(made.Message), IsIgnored: made.IsIgnored}
	if refused, ok := errors.AsType[*route.Error](err); ok {
		r.Problem = refused.Error()
	}
	return r
}

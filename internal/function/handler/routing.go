package handler

import (
	"context"
	"errors"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/function/delivery"
)

// ignored is the outcome of a message that the routes ignore. Nothing is sent of it.
const ignored dynamics.Outcome = "ignored"

// resolve makes the operation of a message by its route. Without routes, the message is the
// operation.
func (v *invocation) resolve(ctx context.Context, d delivery.Delivery, r *result) {
	h := v.handler
	r.client = h.config.Client
	if h.config.Routes == nil {
		r.op, r.err = d.Envelope.Operation()
		return
	}
	made, err := h.config.Routes.Resolve(ctx, d.Envelope)
	r.route, r.op, r.err = made.Route, made.Operation, err
	if made.IsIgnored {
		r.ran.Outcome = ignored
		return
	}
	if ended := ctx.Err(); ended != nil && errors.Is(err, ended) {
		r.err = notBegun() // the mapping was still at work
		return
	}
	if r.err == nil {
		r.client, r.err = h.client(r.route.Environment)
	}
}

// routeName is the route of the message and the hash of the routes, as the log and the dead
// letter have it; empty without a route.
func (r result) routeName() string {
	if r.route == nil {
		return ""
	}
	return r.route.String()
}

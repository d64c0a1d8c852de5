package main

import (
	"context"
	"errors"

	"sns-dynamics/internal/dynamics"
)

// remedy is what to do about an error of Dataverse or of the sign-in: the advice,
// and the command that follows it.
func remedy(err error) []string {
	e, ok := errors.AsType[*dynamics.Error](err)
	if !ok {
		return nil
	}
	actions := advice(err)
	if known, ok := dynamics.Explain(e.Code); ok && known.Command != "" {
		actions = append(actions, known.Command)
	}
	return actions
}

// ofDynamics is the failure of an error of Dataverse or of the sign-in, with the
// remedy. Any other error stays as it is, and so does one of an interruption.
func (a *app) ofDynamics(ctx context.Context, err error) error {
	e, ok := errors.AsType[*dynamics.Error](err)
	if !ok || ctx.Err() != nil {
		return err
	}
	f := &failure{exit: exitFailed, code: "failed", err: err}
	f.ofDataverse(e)
	f.actions = remedy(err)
	return f
}

package cli

import (
	"context"
	"errors"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
)

// WithAdvice returns the failure for an error of Dataverse or of the sign-in, with the
// actions of [Advice]. It returns any other error as it is, and every error after an
// interruption.
func WithAdvice(ctx context.Context, err error) error {
	e, ok := errors.AsType[*dynamics.Error](err)
	_, isAssertion := errors.AsType[*auth.AssertionError](err)
	if !ok && !isAssertion || ctx.Err() != nil {
		return err
	}
	f := FailureOf(ctx, err)
	if ok {
		f = DataverseFailure(err, e)
	}
	f.Actions = Advice(err)
	return f
}

// Advice returns the actions for an error of Dataverse or of the sign-in: the advice
// and, if there is one, the command that carries it out. It returns nil for an outage or a throttle,
// and for other errors.
func Advice(err error) []string {
	_, isRefusal := errors.AsType[*dynamics.Error](err)
	_, isAssertion := errors.AsType[*auth.AssertionError](err)
	if !isRefusal && !isAssertion {
		return nil
	}
	actions := adviceFor(err)
	if actions == nil {
		return nil // the command that repairs messages, such as publish --rate, does not repair this one
	}
	code := dynamics.FailureOf(err).Fallback
	if e, ok := errors.AsType[*dynamics.Error](err); ok {
		code = e.Code
	}
	if known, ok := advice.Explain(code); ok && known.Command != "" {
		actions = append(actions, known.Command)
	}
	return actions
}

func adviceFor(err error) []string {
	if text := advice.For(dynamics.FailureOf(err)); text != "" {
		return []string{text}
	}
	return nil
}

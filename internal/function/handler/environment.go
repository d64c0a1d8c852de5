package handler

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"sns-dynamics/internal/dynamics"
)

// noEnvironment is the code of a message for an environment that the function does not have.
const noEnvironment = "environment"

// environmentError says that the function does not have the environment of a message. The
// message waits for a deployment, as with every other wrong configuration.
type environmentError struct {
	name  string
	known []string
	cause error // of reading the configuration; nil if it is well-formed
}

// Error names the environment. It also names the environments of the function, or has the error
// of their configuration.
func (e *environmentError) Error() string {
	text := fmt.Sprintf("find environment %q: ", e.name)
	switch {
	case e.cause != nil:
		return text + e.cause.Error()
	case len(e.known) == 0:
		return text + "the function has only the default environment"
	}
	return text + "the function has " + strings.Join(e.known, ", ") + " and the default environment"
}

// Unwrap returns the error of the configuration.
func (e *environmentError) Unwrap() error { return e.cause }

// client returns the client of an environment. The empty name is the default environment. The
// error is an [*environmentError].
func (h *Handler) client(environment string) (*dynamics.Client, error) {
	if environment == "" {
		return h.config.Client, nil
	}
	if c, ok := h.config.Environments[environment]; ok {
		return c, nil
	}
	return nil, &environmentError{environment, slices.Sorted(maps.Keys(h.config.Environments)), h.config.EnvironmentsErr}
}

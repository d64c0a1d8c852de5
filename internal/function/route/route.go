package route

import (
	"context"

	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/function/mapping"
	"sns-dynamics/internal/function/pattern"
)

// Route is a route of a [Table]. It is safe for concurrent use.
type Route struct {
	Name string
	// Environment is the name of the Dataverse environment; empty for the environment of the
	// function.
	Environment string
	// IsIgnored says that the messages of the route end with the outcome ignored.
	IsIgnored bool
	// Fence is the limits of the messages of the route, beside the fence of the stack.
	Fence fence.Fence

	label   string
	pattern *pattern.Pattern
	program func() (*mapping.Program, error) // nil for a route without a mapping
}

// String returns the name and the first eight digits of the hash of the table, such as
// order-placed@1a2b3c4d. The digits tell the deployments of the routes apart.
func (r *Route) String() string { return r.label }

// HasMapping reports whether the route has a mapping.
func (r *Route) HasMapping() bool { return r.program != nil }

// Message returns the message that the mapping makes of a message, as JSON. It is empty if the
// mapping ignores the message. The error is an error of [mapping.Program.Run], or the error of
// the program itself.
func (r *Route) Message(ctx context.Context, message any, meta mapping.Meta) ([]byte, error) {
	p, err := r.program()
	if err != nil {
		return nil, err
	}
	results, err := p.Run(ctx, message, meta)
	if err != nil || len(results) == 0 {
		return nil, err
	}
	return mapping.Text(results)
}

package routes

import (
	"context"
	"errors"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/sandbox"
)

// Outcome is the result of the routes for the message of a test.
type Outcome struct {
	sandbox.Result
	// Operation is the operation of the message. It is not set with a Code, with a Limit and
	// for a message that is ignored.
	Operation operation.Operation
	// Limit says which limit the mapping exceeds. The function has no such limit: it could
	// end instead.
	Limit string
}

// Runner runs the messages of tests. It is not safe for concurrent use.
type Runner struct {
	folder      *Folder
	sandbox     *sandbox.Sandbox
	definitions *fence.Definitions
	warnings    []string // of Check
}

// NewRunner returns a runner of the tests of a folder, with the command of the process for the
// mappings. The client reads the definitions by which a fence allows a table that an operation
// names by its logical name. Without a client, nil, such an operation is allowed.
func NewRunner(f *Folder, command sandbox.Command, client *dynamics.Client) *Runner {
	if client == nil {
		client = dynamics.New(dynamics.Config{Credentials: func(context.Context) (auth.Credentials, error) {
			return auth.Credentials{}, errors.New("the definitions are not known")
		}})
	}
	return &Runner{folder: f, sandbox: sandbox.New(command, f.File), definitions: fence.NewDefinitions(client)}
}

// Close ends the process of the mappings. The error is the error of the process.
func (r *Runner) Close() error { return r.sandbox.Close() }

// Run returns the outcome of a test. The error is the error of ctx or of the process.
func (r *Runner) Run(ctx context.Context, t Test) (Outcome, error) {
	e := t.envelope()
	made, err := r.sandbox.Resolve(ctx, e)
	if errors.Is(err, sandbox.ErrMemory) || errors.Is(err, sandbox.ErrTime) {
		return Outcome{Limit: err.Error()}, nil
	}
	o := Outcome{Result: made}
	if err != nil || made.Code != "" || made.IsIgnored {
		return o, err
	}
	if len(o.Message) == 0 {
		o.Message = t.Message
		o.Operation, err = e.Operation()
	} else {
		o.Operation, err = e.Mapped(o.Message)
	}
	if err != nil { // the process of the mappings has decoded the same text
		return o, err
	}
	err = r.folder.fence(made.Route).Check(ctx, r.definitions, o.Operation)
	if refused, ok := errors.AsType[*fence.Error](err); ok {
		o.Code, o.Text = fence.Code, refused.Error()
	}
	return o, ctx.Err()
}

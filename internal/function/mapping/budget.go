package mapping

import (
	"context"
	"errors"
)

// MaxInstructions is the number of instructions of the interpreter that one run may take.
const MaxInstructions = 1_000_000

// errBudget is the error of a context whose instructions are used up.
var errBudget = errors.New("too many instructions")

// budget is a context that ends after a number of instructions, or with its parent: the
// invocation must have time to dispose of its messages. It has no time limit of its own, which
// would reject a message on a slow machine only. The interpreter asks for Done before each
// instruction. It is for one run, and not safe for concurrent use.
type budget struct {
	context.Context
	left int
}

func newBudget(ctx context.Context) *budget {
	return &budget{Context: ctx, left: MaxInstructions}
}

// Done counts an instruction. It returns a closed channel after the last one and after the end
// of the parent, and nil before.
func (b *budget) Done() <-chan struct{} {
	if b.left--; b.Err() == nil {
		return nil
	}
	over := make(chan struct{})
	close(over)
	return over
}

// Err returns the reason of the end of the context.
func (b *budget) Err() error {
	if b.left < 0 {
		return errBudget
	}
	return b.Context.Err()
}

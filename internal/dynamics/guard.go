package dynamics

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
)

// guard carries out an operation, and makes an error of a panic: a mistake of this
// program that one message brings to light is not to end the others of its event.
func (op Operation) guard(run func() (Result, error)) (result Result, err error) {
	defer func() {
		if p := recover(); p != nil {
			result, err = Result{}, op.panicked(p)
		}
	}()
	return run()
}

// panicked is the error of an operation that panicked. It would again, so that it is
// [Rejected]; an action may have run.
func (op Operation) panicked(p any) *Error {
	return &Error{Op: string(op.Kind), Err: errors.New(describe(p)), finding: "rejected", outcomeUnknown: op.MayDouble()}
}

// describe says what panicked, and where. A value that is not the runtime's own may
// hold anything, and is left out. It is called by a deferred function.
func describe(p any) string {
	text := fmt.Sprintf("%T", p)
	if e, ok := p.(runtime.Error); ok {
		text = e.Error()
	}
	return "panic: " + text + " at " + panickedAt()
}

// panickedAt is the file and the line that panicked.
func panickedAt() string {
	var callers [64]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers[:])])
	for isPast := false; ; {
		frame, more := frames.Next()
		switch {
		case frame.Function == "runtime.gopanic":
			isPast = true
		case isPast && filepath.Base(filepath.Dir(frame.File)) != "runtime":
			return fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}

// guard carries out what ends operations of the call. Where it panics, those that
// did not end yet end with that.
func (r *run) guard(members []int, settle func()) {
	defer func() {
		if p := recover(); p != nil {
			for _, i := range members {
				if r.ended[i] == (Ended{}) {
					r.ended[i].Err = r.ops[i].panicked(p)
				}
			}
		}
	}()
	settle()
}

// plan puts operations together into requests. Where that panics, each has a request
// of its own.
func (r *run) plan(ctx context.Context, members []int) (groups []group) {
	defer func() {
		if p := recover(); p != nil {
			groups = apart(unit{members: members}.singles())
		}
	}()
	return r.bundles(r.units(ctx, members))
}

// planWaves are the waves of operations. Where finding them panics, each operation is
// one, in their order.
func planWaves(ops []Operation) (all [][]int) {
	defer func() {
		if p := recover(); p != nil {
			all = nil
			for i := range ops {
				all = append(all, []int{i})
			}
		}
	}()
	return waves(ops)
}

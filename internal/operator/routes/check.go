package routes

import (
	"context"
	"fmt"
	"slices"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/function/route"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/source"
	"sns-dynamics/internal/operator/validate"
)

// A Check checks an operation that a test makes for an environment, and returns its problems with
// JSON pointers of the operation. The name of the environment is empty for the environment of
// the function.
type Check func(environment string, item source.Item, op operation.Operation) []message.Problem

// Check runs the tests and returns the problems of the operations that they make: whether each
// is a valid message that its route allows, and then the given checks. A test that expects an
// error is left out. The error is the error of [Runner.Run].
func (r *Runner) Check(ctx context.Context, checks ...Check) ([]validate.Problem, error) {
	problems := []validate.Problem{}
	for _, t := range r.folder.Tests {
		if t.Fails() {
			continue
		}
		o, err := r.Run(ctx, t)
		if err != nil {
			return problems, err
		}
		e, _ := r.folder.entry(o.Route)
		r.warn(e, o.Operation)
		for _, p := range t.problems(o, e.Environment, checks) {
			problems = append(problems, validate.Problem{
				File: t.File, Line: t.Line, Pointer: p.Pointer, Problem: fmt.Sprintf("test %q: %s", t.Name, p.Text),
			})
		}
	}
	return problems, nil
}

// Warnings are facts of the operations that [Runner.Check] met, one line each: names in allow.tables
// that the operations of the route have as table. Such a name is a logical name, and allow.tables
// has the names of entity sets. It is no problem, because both names of a table may be the same.
func (r *Runner) Warnings() []string { return r.warnings }

func (r *Runner) warn(e route.Entry, op operation.Operation) {
	for _, one := range append([]operation.Operation{op}, op.Operations...) {
		if e.Allow == nil || one.Table == "" || !slices.Contains(e.Allow.Tables, one.Table) {
			continue
		}
		text := fmt.Sprintf("route %s: allow.tables has %s, the logical name of a table: expected the name of its entity set", e.Name, one.Table)
		if !slices.Contains(r.warnings, text) {
			r.warnings = append(r.warnings, text)
		}
	}
}

func (t Test) problems(o Outcome, environment string, checks []Check) []message.Problem {
	switch {
	case o.Limit != "":
		return []message.Problem{{Text: o.Limit}}
	case o.Code != "":
		return []message.Problem{{Text: o.Text}}
	case o.IsIgnored:
		return nil
	}
	var all []message.Problem
	for _, check := range checks {
		all = append(all, check(environment, source.Item{File: t.File, Name: t.File, Line: t.Line, Text: string(o.Message)}, o.Operation)...)
	}
	return all
}

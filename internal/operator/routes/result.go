package routes

import (
	"context"
	"fmt"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// Result is the result of a test.
type Result struct {
	Name string `json:"name"`
	File string `json:"file"`
	Line int    `json:"line"`
	// Route is the name of the route that took the message; empty if no route matches.
	Route string `json:"route,omitempty"`
	OK    bool   `json:"ok"`
	// Problem says why the test failed. It has no value of the message.
	Problem string `json:"problem,omitempty"`
	// Diff is the difference between the expected operation and the operation of the mapping,
	// in the unified format.
	Diff string `json:"diff,omitempty"`
}

// Test runs a test. The error is the error of [Runner.Run].
func (r *Runner) Test(ctx context.Context, t Test) (Result, error) {
	o, err := r.Run(ctx, t)
	if err != nil {
		return Result{}, err
	}
	found := Result{Name: t.Name, File: t.File, Line: t.Line, Route: o.Route}
	_, file := r.folder.entry(o.Route)
	found.Problem, found.Diff = t.judge(o, file)
	found.OK = found.Problem == ""
	return found, nil
}

// judge compares an outcome with the expectation. The mapping is the mapping of the route.
func (t Test) judge(o Outcome, mapping string) (problem, difference string) {
	switch {
	case o.Limit != "":
		return o.Limit, ""
	case o.Code != "" && o.Code != t.want.code:
		text := strings.TrimPrefix(o.Text, strings.ReplaceAll(o.Code, "-", " ")+": ") // the code again
		return fmt.Sprintf("expected %s, got the error %s: %s", t.want, o.Code, text), ""
	case o.Code != "":
		return "", ""
	case t.want.code != "" || o.IsIgnored != t.want.ignored:
		return fmt.Sprintf("expected %s, got %s", t.want, outcomeText(o)), ""
	case o.IsIgnored:
		return "", ""
	case t.file != "" && mapping != t.file:
		return fmt.Sprintf("expected a route with the mapping %s, got the route %s", t.file, o.Route), ""
	}
	want, got := pretty(t.want.message()), pretty(o.Message)
	if string(want) == string(got) {
		return "", ""
	}
	return "expected another operation", string(diff.Diff("expected", want, "mapped", got))
}

func outcomeText(o Outcome) string {
	if o.IsIgnored {
		return "an ignored message"
	}
	return "an operation"
}

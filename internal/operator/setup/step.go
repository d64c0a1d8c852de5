package setup

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/operation"
)

// Step is the result of a step.
type Step struct {
	Name string `json:"name"`
	// Found describes what existed before.
	Found string `json:"found"`
	// Requests are the requests that changed something, or in a dry run would change it.
	Requests []Request `json:"requests"`
}

// Request is a request that changes something.
type Request struct {
	Op     string          `json:"-"`
	Method string          `json:"method"`
	Path   string          `json:"path"` // relative to the service root
	Body   json.RawMessage `json:"body"`
	header http.Header
}

// lookup is a step: its name, and the function that reads what exists.
type lookup struct {
	name string
	look func(context.Context) (looked, error)
}

// steps carries out steps with an administrator's client.
type steps struct {
	client   *dynamics.Client
	isDryRun bool
}

// looked is the result of a step's read: a text, and the requests that are missing.
type looked struct {
	found   string
	missing []Request
}

// Incomplete is the error of a step whose result does not exist although all its requests
// were sent.
type Incomplete struct {
	Step, Found string
	// Err is the error of a request that failed, if there is one.
	Err error
}

// Error names the step.
func (i *Incomplete) Error() string {
	if i.Err != nil {
		return fmt.Sprintf("%s: %v", i.Step, i.Err)
	}
	return fmt.Sprintf("%s: it was sent, and is not there: %s", i.Step, i.Found)
}

// Unwrap returns the error of the step's request; nil if the request succeeded and had no
// effect.
func (i *Incomplete) Unwrap() error { return i.Err }

// do carries out steps one after another, until one fails. It calls progress after each step,
// and returns the steps that were done.
func (r steps) do(ctx context.Context, all []lookup, progress func(Step)) ([]Step, error) {
	done := []Step{}
	for _, s := range all {
		step, err := r.ensure(ctx, s.name, s.look)
		if err != nil {
			return done, err
		}
		done = append(done, step)
		progress(step)
	}
	return done, nil
}

// ensure reads, sends the missing requests, and reads again.
func (r steps) ensure(ctx context.Context, name string, look func(context.Context) (looked, error)) (Step, error) {
	before, err := look(ctx)
	step := Step{Name: name, Found: before.found, Requests: before.missing}
	if step.Requests == nil {
		step.Requests = []Request{}
	}
	if err != nil || len(before.missing) == 0 || r.isDryRun {
		return step, err
	}
	var doubt error
	for _, q := range before.missing {
		_, err := r.client.Do(ctx, dynamics.Request{Op: q.Op, Method: q.Method, Path: q.Path, Body: q.Body, Header: q.header})
		if err != nil && !isPerhapsDone(err) {
			return step, err
		}
		doubt = errors.Join(doubt, err)
	}
	after, err := look(ctx)
	if err == nil && len(after.missing) > 0 {
		err = &Incomplete{name, after.found, doubt}
	}
	return step, err
}

// isPerhapsDone reports whether the result of a failed request may exist: there was no
// response, or another client created it meanwhile.
func isPerhapsDone(err error) bool {
	if dynamics.ClassOf(err) == operation.Unknown {
		return true
	}
	e, ok := errors.AsType[*dynamics.Error](err)
	return ok && slices.Contains([]string{"0x80040237", "0x8004f511"}, strings.ToLower(e.Code))
}

// body encodes the body of a request. It keeps the placeholders of a dry run.
func body(v any) json.RawMessage {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // strings and numbers can always be encoded
	}
	return bytes.TrimSpace(text.Bytes())
}

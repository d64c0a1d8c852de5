// Package fault holds the faults that the emulator injects into requests.
package fault

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"sns-dynamics/internal/emulator/response"
)

// Fault is a response that replaces the emulator's own response: throttling, a time-out, or
// a lost response.
type Fault struct {
	Service response.Service // "" means Dataverse
	Method  string           // "" means any method
	Status  int              // 0 means 503
	Header  http.Header
	Body    string
	// Bare makes the response a response of a gateway. It then has no header that
	// identifies the service. A page of HTML always comes from a gateway.
	Bare bool
	// After applies the request before the fault, so that its effect stays.
	After bool
	// Drop closes the connection without a response; with After, after the request is
	// applied. Status, Header and Body then have no effect.
	Drop bool
	// Stall sends nothing until the client closes the connection; with After, after the
	// request is applied. Status, Header and Body then have no effect.
	Stall bool
	// Truncate applies the request and cuts the response off in the middle of its body. A
	// response without a body arrives whole. The other fields except Service and Method
	// then have no effect.
	Truncate bool
	// Inner applies the fault to operations of a $batch instead of requests, one operation
	// each. Method is then the operation's method. Drop, Stall and Truncate have no effect.
	// In a change set the fault undoes the other operations, even with After.
	Inner bool
	// Commit makes change sets meet the fault, one each, once all of their operations have
	// succeeded: the change set is undone, and the response stands for it. No part is named as
	// the one that failed. Method, Inner, After, Drop, Stall and Truncate go unused.
	Commit bool
	// Elastic limits the fault to requests for an elastic table.
	Elastic bool
}

// With makes the requests of a context meet the fault. These are requests through the
// Transport of the emulator, and requests that a test's own handler passes on. So a test
// can choose one of many requests at a time. If the fault applies the request first,
// genuine gets the status of the true response, unless genuine is nil. Service, Method,
// Inner and Elastic have no effect.
func With(ctx context.Context, f Fault, genuine *int) context.Context {
	return context.WithValue(ctx, chosenKey{}, chosen{f, genuine})
}

// WithInner makes the nth operation, from 0, of a $batch of a context meet the fault, like
// [With] for requests. Drop, Stall and Truncate have no effect.
func WithInner(ctx context.Context, n int, f Fault) context.Context {
	return context.WithValue(ctx, chosenInnerKey{}, &chosenInner{f, n})
}

type chosenInnerKey struct{}

// chosenInner counts the operations before the operation that meets the fault.
type chosenInner struct {
	Fault
	before int
}

type chosenKey struct{}

type chosen struct {
	Fault
	genuine *int
}

// meeting holds the facts of a request, or of an operation of a $batch, that decide which
// faults it can meet.
type meeting struct {
	service response.Service
	method  string
	inner   bool
	commit  bool
	elastic bool
}

// meets reports whether a request, or an operation of a $batch, fits the fault.
func (f Fault) meets(m meeting) bool {
	return cmp.Or(f.Service, response.Dataverse) == m.service && (f.Method == "" || f.Method == m.method) && f.Inner == m.inner && f.Commit == m.commit && (!f.Elastic || m.elastic)
}

// Apply returns the response that replaces the true response.
func (f Fault) Apply(genuine response.Response) response.Response {
	if f.Truncate {
		genuine.Truncate = true
		return genuine
	}
	a := response.Response{Status: f.Status, Header: http.Header{}, Body: []byte(f.Body), Drop: f.Drop, Stall: f.Stall}
	if a.Status == 0 {
		a.Status = http.StatusServiceUnavailable
	}
	if f.Body != "" && !f.Bare {
		a.Header.Set("Content-Type", response.WebAPIJSON)
	}
	for name, values := range f.Header {
		a.Header[http.CanonicalHeaderKey(name)] = slices.Clone(values)
	}
	a.FromGateway = f.Bare || a.IsPage()
	return a
}

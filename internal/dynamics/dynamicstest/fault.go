package dynamicstest

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
)

// Fault is an answer the emulator gives in place of its own, to show a client
// what it must live with: throttling, time-outs, lost answers.
type Fault struct {
	Service Service // "" means Dataverse
	Method  string  // "" means any
	Status  int     // 0 means 503
	Header  http.Header
	Body    string
	// Bare is an answer of something in front of the service, with none of the
	// headers by which the service's own are known. A page of HTML always is one.
	Bare bool
	// After applies the request first, so that its effect stays although the
	// client is told otherwise.
	After bool
	// Drop closes the connection instead of answering; with After, once the
	// request is applied. Status, Header and Body then go unused.
	Drop bool
	// Stall says nothing until the client gives up; with After, once the
	// request is applied. Status, Header and Body then go unused.
	Stall bool
	// Truncate applies the request and breaks off in the middle of the answer's
	// body; an answer without a body arrives whole. Every other field but
	// Service and Method then goes unused.
	Truncate bool
	// Inner makes operations inside of a $batch meet the fault, one each,
	// instead of requests. Method is then the operation's; Drop, Stall and
	// Truncate go unused. In a change set it undoes the others, even with After.
	Inner bool
	// Elastic makes only requests for an elastic table meet the fault.
	Elastic bool
}

// Fail makes the next n matching requests meet the fault. Faults queue up per
// service: a request takes the first one whose method fits it.
func (e *Emulator) Fail(n int, f Fault) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if f.Service == "" {
		f.Service = Dataverse
	}
	for range n {
		e.faults = append(e.faults, f)
	}
}

// WithFault makes the requests of a context meet the fault: those through
// [Emulator.Transport], and those that a test's own handler passes on, for a test
// that chooses which of many requests at a time is to fail. Where the request is
// applied first, the status of the true answer is left in genuine, unless that is
// nil. Service, Method, Inner and Elastic go unused.
func WithFault(ctx context.Context, f Fault, genuine *int) context.Context {
	return context.WithValue(ctx, chosenKey{}, chosen{f, genuine})
}

// WithInnerFault makes the nth operation, beginning with 0, of a $batch of a context
// meet the fault, as [WithFault] does for whole requests. Drop, Stall and Truncate
// go unused.
func WithInnerFault(ctx context.Context, n int, f Fault) context.Context {
	return context.WithValue(ctx, chosenInnerKey{}, &chosenInner{f, n})
}

type chosenInnerKey struct{}

// chosenInner counts down the operations before the one that meets the fault.
type chosenInner struct {
	Fault
	before int
}

// innerFaultOf returns the fault that the next operation of a batch meets.
func (e *Emulator) innerFaultOf(batch *http.Request, op batchOperation) (f Fault, found bool) {
	if c, ok := batch.Context().Value(chosenInnerKey{}).(*chosenInner); ok {
		c.before--
		return c.Fault, c.before == -1
	}
	m := meeting{Dataverse, op.method, true, e.isElastic(op.target)}
	if f, found = e.takeFault(m); !found {
		f, found = e.takeSwitched(m)
	}
	return f, found
}

type chosenKey struct{}

type chosen struct {
	Fault
	genuine *int
}

// faultOf returns the fault that a request meets.
func (e *Emulator) faultOf(service Service, r *http.Request) (f Fault, genuine *int, found bool) {
	if c, ok := r.Context().Value(chosenKey{}).(chosen); ok {
		return c.Fault, c.genuine, true
	}
	m := meeting{service, r.Method, false, service == Dataverse && e.isElastic(r.URL.Path)}
	if f, found = e.takeFault(m); !found {
		f, found = e.takeSwitched(m)
	}
	return f, nil, found
}

func (e *Emulator) takeFault(m meeting) (f Fault, found bool) {
	i := slices.IndexFunc(e.faults, func(f Fault) bool { return f.meets(m) })
	if i < 0 {
		return Fault{}, false
	}
	f = e.faults[i]
	e.faults = slices.Delete(e.faults, i, i+1)
	return f, true
}

// meeting is what of a request, or of an operation of a $batch, decides which
// faults it can meet.
type meeting struct {
	service Service
	method  string
	inner   bool
	elastic bool
}

// meets reports whether a request, or an operation of a $batch, fits the fault.
func (f Fault) meets(m meeting) bool {
	return cmp.Or(f.Service, Dataverse) == m.service && (f.Method == "" || f.Method == m.method) && f.Inner == m.inner && (!f.Elastic || m.elastic)
}

// answer is what the client gets instead of the true answer.
func (f Fault) answer(genuine answer) answer {
	if f.Truncate {
		genuine.truncate = true
		return genuine
	}
	a := answer{status: f.Status, header: http.Header{}, body: []byte(f.Body), drop: f.Drop, stall: f.Stall}
	if a.status == 0 {
		a.status = http.StatusServiceUnavailable
	}
	if f.Body != "" && !f.Bare {
		a.header.Set("Content-Type", webAPIJSON)
	}
	for name, values := range f.Header {
		a.header[http.CanonicalHeaderKey(name)] = slices.Clone(values)
	}
	a.bare = f.Bare || a.isPage()
	return a
}

// stamp adds the headers that every answer of the service carries, and one of
// something in front of it does not.
func (a *answer) stamp(service Service) {
	h := http.Header{}
	switch {
	case a.bare:
		return
	case service == Dataverse: // the canonical names, for speed
		h["Odata-Version"] = []string{"4.0"}
		h["X-Ms-Service-Request-Id"] = []string{newGUID()}
		h["Req_id"] = []string{newGUID()}
	case service == Entra:
		h.Set("x-ms-request-id", newGUID())
	case service == SecretsManager:
		h.Set("x-amzn-RequestId", newGUID())
	}
	maps.Copy(h, a.header)
	a.header = h
}

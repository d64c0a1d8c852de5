package dynamicstest

import (
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
	// After applies the request first, so that its effect stays although the
	// client is told otherwise.
	After bool
	// Drop closes the connection instead of answering; with After, once the
	// request is applied. Status, Header and Body then go unused.
	Drop bool
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

func (e *Emulator) takeFault(service Service, method string) (f Fault, found bool) {
	i := slices.IndexFunc(e.faults, func(f Fault) bool {
		return f.Service == service && (f.Method == "" || f.Method == method)
	})
	if i < 0 {
		return Fault{}, false
	}
	f = e.faults[i]
	e.faults = slices.Delete(e.faults, i, i+1)
	return f, true
}

func (f Fault) answer() answer {
	a := answer{status: f.Status, header: http.Header{}, body: []byte(f.Body), drop: f.Drop}
	if a.status == 0 {
		a.status = http.StatusServiceUnavailable
	}
	if f.Body != "" {
		a.header.Set("Content-Type", webAPIJSON)
	}
	for name, values := range f.Header {
		a.header[http.CanonicalHeaderKey(name)] = slices.Clone(values)
	}
	return a
}

// stamp adds the headers that every answer of the service carries.
func (a *answer) stamp(service Service) {
	h := http.Header{}
	switch service {
	case Dataverse:
		h.Set("OData-Version", "4.0")
		h.Set("x-ms-service-request-id", newGUID())
		h.Set("REQ_ID", newGUID())
	case Entra:
		h.Set("x-ms-request-id", newGUID())
	case SecretsManager:
		h.Set("x-amzn-RequestId", newGUID())
	}
	maps.Copy(h, a.header)
	a.header = h
}

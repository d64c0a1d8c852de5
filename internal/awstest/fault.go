package awstest

import (
	"net/http"
	"slices"
)

// Fault is an answer in place of the true one, to show a client what it must
// live with: throttling, expired credentials, missing permissions, lost answers.
type Fault struct {
	Service   Service // "" means any
	Operation string  // "" means any
	Status    int     // 0 means 400, or without Code 500
	Code      string  // as the service spells it, such as Throttling; "" means InternalFailure
	Message   string  // "" means the code
	// After carries the call out first, so that its effect stays although the
	// client is told otherwise.
	After bool
	// Drop closes the connection instead of answering; with After, once the
	// call is carried out. Status, Code and Message then go unused. On a
	// connection it used before, net/http by itself sends a dropped GET again,
	// which with Lambda is everything but Invoke: then two of them are needed.
	Drop bool
}

// Fail makes the next n matching calls meet the fault. Faults queue up: a call
// takes the first one that fits it.
func (c *Cloud) Fail(n int, f Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for range n {
		c.faults = append(c.faults, f)
	}
}

func (c *Cloud) takeFault(call Call) (f Fault, found bool) {
	i := slices.IndexFunc(c.faults, func(f Fault) bool {
		return (f.Service == "" || f.Service == call.Service) && (f.Operation == "" || f.Operation == call.Operation)
	})
	if i < 0 {
		return Fault{}, false
	}
	f = c.faults[i]
	c.faults = slices.Delete(c.faults, i, i+1)
	return f, true
}

// err is what the client is told.
func (f Fault) err() *apiError {
	e := &apiError{status: f.Status, code: f.Code, message: f.Message}
	switch {
	case e.status != 0:
	case e.code == "":
		e.status = http.StatusInternalServerError
	default:
		e.status = http.StatusBadRequest
	}
	if e.code == "" {
		e.code = "InternalFailure"
	}
	if e.message == "" {
		e.message = e.code
	}
	return e
}

// EntryFault makes one entry of a batch fail while others may succeed. An entry
// that fails has no effect.
type EntryFault struct {
	Operation   string // such as PublishBatch; "" means any batch of SNS and SQS
	Code        string // "" means InternalError
	Message     string // "" means the code
	SenderFault bool
}

// FailEntries makes the next n entries of matching batches fail.
func (c *Cloud) FailEntries(n int, f EntryFault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for range n {
		c.entryFaults = append(c.entryFaults, f)
	}
}

func (c *Cloud) takeEntryFault(operation, id string) (e batchError, found bool) {
	i := slices.IndexFunc(c.entryFaults, func(f EntryFault) bool { return f.Operation == "" || f.Operation == operation })
	if i < 0 {
		return batchError{}, false
	}
	f := c.entryFaults[i]
	c.entryFaults = slices.Delete(c.entryFaults, i, i+1)
	e = batchError{ID: id, Code: f.Code, Message: f.Message, SenderFault: f.SenderFault}
	if e.Code == "" {
		e.Code = "InternalError"
	}
	if e.Message == "" {
		e.Message = e.Code
	}
	return e, true
}

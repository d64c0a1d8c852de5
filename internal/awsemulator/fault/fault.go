// Package fault holds the faults that a test injects into calls and into the entries
// of batches.
package fault

import (
	"net/http"

	"sns-dynamics/internal/awsemulator/protocol"
)

// Fault is a response that replaces the true one: throttling, expired credentials,
// missing permissions or a lost response.
type Fault struct {
	Service   protocol.Service // "" means any
	Operation string           // "" means any
	Status    int              // 0 means 400, or without Code 500
	Code      string           // in the spelling of the service, such as Throttling; "" means InternalFailure
	Message   string           // "" means the code
	// After carries out the call before the fault, so that the call has its effect.
	After bool
	// Drop closes the connection without a response; with After, when the call is
	// carried out. Status, Code and Message have no effect then. On a connection that
	// it used before, net/http itself repeats a dropped GET request, which is every
	// operation of Lambda but Invoke: such a call needs two faults.
	Drop bool
}

// Response returns the response to a call that meets the fault.
func (f Fault) Response(p protocol.Protocol) protocol.Response {
	if f.Drop {
		return protocol.Response{Drop: true}
	}
	return p.Failure(f.err())
}

func (f Fault) err() *protocol.Error {
	e := &protocol.Error{Status: f.Status, Code: f.Code, Message: f.Message}
	switch {
	case e.Status != 0:
	case e.Code == "":
		e.Status = http.StatusInternalServerError
	default:
		e.Status = http.StatusBadRequest
	}
	if e.Code == "" {
		e.Code = "InternalFailure"
	}
	if e.Message == "" {
		e.Message = e.Code
	}
	return e
}

func (f Fault) matches(call protocol.Call) bool {
	return (f.Service == "" || f.Service == call.Service) && (f.Operation == "" || f.Operation == call.Operation)
}

// EntryFault is the failure of one entry of a batch. The entry has no effect.
type EntryFault struct {
	Operation   string // such as PublishBatch; "" means any batch of SNS and SQS
	Code        string // "" means InternalError
	Message     string // "" means the code
	SenderFault bool
}

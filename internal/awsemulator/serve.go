package awsemulator

import (
	"errors"
	"io"
	"net/http"

	"sns-dynamics/internal/awsemulator/account"
	"sns-dynamics/internal/awsemulator/protocol"
)

// maxBody limits the body of a request, in bytes. It is above the limits of AWS.
const maxBody = 32 << 20

// ServeHTTP implements http.Handler.
func (e *Endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return // the client closed the connection
	}
	response := e.respond(r, body)
	// The lock makes the writes of a hook visible to the callers of Calls and OnCall.
	e.mu.Lock()
	id := e.account.UUID()
	e.mu.Unlock()
	if !response.Drop {
		response.Header.Set("X-Amzn-Requestid", id)
	}
	response.Write(w)
}

func (e *Endpoint) respond(r *http.Request, body []byte) protocol.Response {
	name, region, signed := protocol.Scope(r.Header.Get("Authorization"))
	if !signed && e.ServesIssuer(r) {
		return e.Tokens.ServeIssuer(r)
	}
	if !signed {
		p := protocol.Detect(r)
		return p.Failure(p.MissingToken())
	}
	s, known := e.services[name]
	if !known {
		s.protocol = protocol.Detect(r)
	}
	if p, ok := s.protocol.(protocol.CBOR); ok {
		s.protocol = p.For(r)
	}
	call := Call{Service: name, Operation: s.protocol.Operation(r, body)}
	e.mu.Lock()
	e.calls = account.Kept(e.account, append(e.calls, call))
	fault, faulted := e.Take(call)
	hook := e.hook
	e.mu.Unlock()

	if faulted && !fault.After {
		return fault.Response(s.protocol)
	}
	if hook != nil && !hook(call, false) {
		return protocol.Response{Drop: true}
	}
	response := e.carryOut(call, region, s, r, body)
	if hook != nil && !hook(call, true) {
		return protocol.Response{Drop: true}
	}
	if faulted {
		return fault.Response(s.protocol)
	}
	return response
}

func (e *Endpoint) carryOut(call Call, region string, s service, r *http.Request, body []byte) protocol.Response {
	out, err := e.run(call, region, s, r, body)
	if err == nil {
		return s.protocol.Success(call, out)
	}
	var refusal *protocol.Error
	if !errors.As(err, &refusal) {
		refusal = protocol.NotCovered("%v", err)
	}
	if refusal.IsNotCovered {
		e.mu.Lock()
		e.notCovered = account.Kept(e.account, append(e.notCovered, call.String()+": "+refusal.Message))
		e.mu.Unlock()
	}
	return s.protocol.Failure(refusal)
}

// run calls the operation of a request. Its error is a [*protocol.Error].
func (e *Endpoint) run(call Call, region string, s service, r *http.Request, body []byte) (any, error) {
	operation, known := s.operations[call.Operation]
	if !known {
		return nil, protocol.NotCovered("%s", call)
	}
	if region != e.region && call.Service != IAM { // which has one region for all

		return nil, protocol.NotCovered("the region %s", region)
	}
	in, err := s.protocol.Input(r, body)
	if err != nil {
		return nil, err
	}
	return operation(protocol.WithAccessKey(r.Context(), r.Header.Get("Authorization")), in)
}

package awstest

import (
	"encoding/json"
	"net/http"
)

type invokeInput struct {
	functionInput
	InvocationType string
	LogType        string
	Payload        []byte
}

// invocation is the answer of Invoke, whose body is the function's own.
type invocation struct {
	status        int
	payload       []byte
	functionError string
}

func (i invocation) answer() answer {
	a := answer{status: i.status, header: http.Header{"Content-Type": {"application/json"}, "X-Amz-Executed-Version": {"$LATEST"}}, body: i.payload}
	if i.functionError != "" {
		a.header.Set("X-Amz-Function-Error", i.functionError)
	}
	return a
}

const (
	maxPayload      = 6 << 20
	maxEventPayload = 1 << 20
)

// invoke calls the handler. Of the type Event it does so once before it
// answers, and forgets what the handler says: there are no retries, and no
// destinations.
//
// See https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
func (c *Cloud) invoke(in invokeInput) (any, error) {
	f, err := c.function(in.functionInput)
	if err != nil {
		return nil, err
	}
	most, event := maxPayload, in.InvocationType == "Event"
	if event {
		most = maxEventPayload
	}
	switch {
	case in.InvocationType != "" && in.InvocationType != "RequestResponse" && in.InvocationType != "Event":
		return nil, notCovered("the invocation type %s", in.InvocationType)
	case in.LogType != "" && in.LogType != "None":
		return nil, notCovered("the log type %s", in.LogType)
	case len(in.Payload) > most:
		return nil, refuse(http.StatusRequestEntityTooLarge, "RequestTooLargeException", "%d byte payload is too large for the %s invocation type (limit %d bytes)", len(in.Payload), in.InvocationType, most)
	case len(in.Payload) > 0 && !json.Valid(in.Payload):
		return nil, refuse(http.StatusBadRequest, "InvalidRequestContentException", "Could not parse request body into json")
	case f.State == "Pending":
		return nil, refuse(http.StatusConflict, "ResourceConflictException", "The operation cannot be performed at this time. The function is currently in the following state: %s", f.State)
	case f.Concurrency != nil && *f.Concurrency == 0 && !event:
		return nil, refuse(http.StatusTooManyRequests, "TooManyRequestsException", "Rate Exceeded.")
	}
	payload, functionError := []byte("null"), ""
	if f.Handler != nil {
		// The handler may take long, and may use the Cloud.
		c.mu.Unlock()
		defer c.mu.Lock()
		payload, functionError = f.Handler(in.Payload)
	}
	if event {
		return invocation{status: http.StatusAccepted}, nil
	}
	return invocation{http.StatusOK, payload, functionError}, nil
}

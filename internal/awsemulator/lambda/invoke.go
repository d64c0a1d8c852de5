package lambda

import (
	"context"
	"encoding/json"
	"net/http"

	"sns-dynamics/internal/awsemulator/protocol"
)

type invokeInput struct {
	functionInput
	InvocationType string
	LogType        string
	Payload        []byte
}

// The limits of a payload, in bytes.
const (
	maxPayload      = 6 << 20
	maxEventPayload = 1 << 20
)

// invoke calls the handler. An invocation of the type Event calls it once before the
// response, and discards the handler's response.
//
// See https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
func (fs *Functions) invoke(_ context.Context, in invokeInput) (any, error) {
	fs.mu.Lock()
	f, err := fs.function(in.functionInput)
	fs.mu.Unlock()
	if err != nil {
		return nil, err
	}
	isEvent := in.InvocationType == "Event"
	if err := f.checkInvocation(in, isEvent); err != nil {
		return nil, err
	}
	payload, functionError := []byte("null"), ""
	if f.Handler != nil {
		payload, functionError = f.Handler(in.Payload)
	}
	if isEvent {
		return response(http.StatusAccepted, nil, ""), nil
	}
	return response(http.StatusOK, payload, functionError), nil
}

func (f *Function) checkInvocation(in invokeInput, isEvent bool) error {
	limit := maxPayload
	if isEvent {
		limit = maxEventPayload
	}
	switch {
	case in.InvocationType != "" && in.InvocationType != "RequestResponse" && !isEvent:
		return protocol.NotCovered("the invocation type %s", in.InvocationType)
	case in.LogType != "" && in.LogType != "None":
		return protocol.NotCovered("the log type %s", in.LogType)
	case len(in.Payload) > limit:
		return protocol.Refuse(http.StatusRequestEntityTooLarge, "RequestTooLargeException", "%d byte payload is too large for the %s invocation type (limit %d bytes)", len(in.Payload), in.InvocationType, limit)
	case len(in.Payload) > 0 && !json.Valid(in.Payload):
		return protocol.Refuse(http.StatusBadRequest, "InvalidRequestContentException", "Could not parse request body into json")
	case f.State == "Pending":
		return protocol.Refuse(http.StatusConflict, "ResourceConflictException", "The operation cannot be performed at this time. The function is currently in the following state: %s", f.State)
	case f.Concurrency != nil && *f.Concurrency == 0 && !isEvent:
		return protocol.Refuse(http.StatusTooManyRequests, "TooManyRequestsException", "Rate Exceeded.")
	}
	return nil
}

// response returns the response of Invoke. Its body is the body of the handler.
func response(status int, payload []byte, functionError string) protocol.Response {
	r := protocol.Response{
		Status: status, Body: payload,
		Header: http.Header{"Content-Type": {"application/json"}, "X-Amz-Executed-Version": {"$LATEST"}},
	}
	if functionError != "" {
		r.Header.Set("X-Amz-Function-Error", functionError)
	}
	return r
}

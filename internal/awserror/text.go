package awserror

import (
	"errors"
	"strings"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Text returns the text of an error for an operator, with the cause in the place of the text
// that the AWS SDK writes about a failed call. Unlike the error of [Of], it has AWS's message: the
// operator made the call, and the message names what the operator lacks. The text of any other
// error is unchanged.
func Text(err error) string {
	text := err.Error()
	call, ok := errors.AsType[*smithy.OperationError](err)
	if !ok {
		return text
	}
	return strings.Replace(text, call.Error(), causeOf(call), 1)
}

// causeOf returns the cause of a failed call in one line.
func causeOf(call *smithy.OperationError) string {
	_, isLost := errors.AsType[*smithyhttp.RequestSendError](call)
	of := Of(call)
	answered, isAnswered := errors.AsType[*Error](of)
	if !isAnswered {
		text := call.Err.Error()
		isUnresolved := errors.Is(of, errEndpoint) && strings.Contains(text, "resolve")
		if isLost || isInterrupted(call) || errors.Is(of, errCredentials) || isUnresolved {
			return of.Error()
		}
		return text
	}
	api, isAPI := errors.AsType[smithy.APIError](call)
	if !isAPI {
		return of.Error()
	}
	answered.Code = api.ErrorCode() // as AWS's documents write it, also without a type of the SDK
	message := strings.Join(strings.Fields(api.ErrorMessage()), " ")
	if message == "" {
		return answered.Error()
	}
	withoutID := *answered
	withoutID.RequestID = ""
	text := withoutID.Error() + ": " + message
	if answered.RequestID != "" {
		text += " (request " + answered.RequestID + ")"
	}
	return text
}

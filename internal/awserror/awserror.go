// Package awserror says in fixed words why a call of AWS failed. The texts of the AWS SDK
// quote the response. A response may quote the call, with a secret or the body of a
// message. The package keeps the status, a well-formed request id, and a code of AWS.
package awserror

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"sns-dynamics/internal/cause"
)

// Of returns the failure of a call without the texts of the response. It returns nil for
// nil, the error of [cause.Of] if no response came, and otherwise an [*Error].
func Of(err error) error {
	if err == nil {
		return nil
	}
	e := &Error{}
	if response, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		e.Status = response.HTTPStatusCode()
		if id := response.ServiceRequestID(); requestID().MatchString(id) {
			e.RequestID = id
		}
	}
	api, isAPI := errors.AsType[smithy.APIError](err)
	if isAPI {
		e.Code = code(api)
	}
	_, isLost := errors.AsType[*smithyhttp.RequestSendError](err)
	switch text := err.Error(); {
	case e.Status != 0, isAPI && !isLost:
		return e
	case !isLost && !isInterrupted(err) && (strings.Contains(text, "get identity") || strings.Contains(text, "credentials")):
		return errCredentials
	case !isLost && strings.Contains(text, "endpoint"):
		return errEndpoint
	}
	return cause.Of(err)
}

func isInterrupted(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

var (
	errCredentials = errors.New("no AWS credentials for the call")
	errEndpoint    = errors.New("no endpoint of AWS for the call")
)

// Error is the error of a call to AWS: a refusal, or a response that does not come from the
// service.
type Error struct {
	// Status is the status of the response, 0 if no response came.
	Status int
	// Code is AWS's code of the error; empty if the response has no code of AWS.
	Code string
	// RequestID is AWS's id of the call; empty if the response has no well-formed id.
	RequestID string
}

// Error is one line.
func (e *Error) Error() string {
	var words []string
	if e.Status != 0 {
		words = append(words, strconv.Itoa(e.Status))
	}
	switch {
	case e.Code != "":
		words = append(words, e.Code)
	case e.Status < 300:
		words = append(words, "malformed response")
	default:
		words = append(words, "a code that is not known")
	}
	if e.RequestID != "" {
		words = append(words, "(request "+e.RequestID+")")
	}
	return strings.Join(words, " ")
}

// Unwrap returns the error as the types of the SDK, without the texts of the response.
func (e *Error) Unwrap() error {
	return &awshttp.ResponseError{RequestID: e.RequestID, ResponseError: &smithyhttp.ResponseError{
		Response: &smithyhttp.Response{Response: &http.Response{StatusCode: e.Status}},
		Err:      &smithy.GenericAPIError{Code: e.Code},
	}}
}

// requestID is the form of a request id of AWS.
var requestID = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
})

// code returns the code of an error if AWS defines it. The SDK has a type for each code of
// a service's model. The text of any other code comes from the response.
func code(api smithy.APIError) string {
	if slices.Contains(known(), api.ErrorCode()) {
		return api.ErrorCode()
	}
	if t := reflect.TypeOf(api); t.Kind() == reflect.Pointer && strings.HasSuffix(t.Elem().PkgPath(), "/types") {
		return t.Elem().Name()
	}
	return ""
}

// known lists the codes of SQS, Secrets Manager, STS and KMS for which the SDK has no types.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
// and https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html
func known() []string {
	return []string{
		"AccessDenied", "AccessDeniedException", "AuthFailure", "AuthorizationError", "AuthorizationErrorException", "ExpiredToken",
		"ExpiredTokenException", "IncompleteSignature", "IncompleteSignatureException", "InternalError", "InternalFailure",
		"InternalServerError", "InternalServiceError", "JWTPayloadSizeExceeded", "OutboundWebIdentityFederationDisabled",
		"SessionDurationEscalation", "InvalidAccessKeyId", "InvalidAction", "InvalidClientTokenId",
		"InvalidParameterCombination", "InvalidParameterValue", "InvalidQueryParameter", "InvalidSignatureException",
		"KMSAccessDenied", "KMS.AccessDeniedException", "KMS.DisabledException", "KMS.InvalidKeyUsageException",
		"KMS.InvalidStateException", "KMS.NotFoundException", "KMS.OptInRequired", "KMS.ThrottlingException", "MalformedQueryString",
		"MissingAction", "MissingAuthenticationToken", "MissingParameter", "NotAuthorized", "OptInRequired", "RequestExpired",
		"RequestThrottled", "RequestThrottledException", "RequestTimeout", "ServiceUnavailable", "SignatureDoesNotMatch", "SlowDown",
		"Throttling", "ThrottlingException", "ThrottledException", "TooManyRequestsException", "UnauthorizedOperation",
		"UnknownOperationException", "UnrecognizedClientException", "ValidationError", "ValidationException",
		"AWS.SimpleQueueService.NonExistentQueue", "AWS.SimpleQueueService.PurgeQueueInProgress",
		"AWS.SimpleQueueService.UnsupportedOperation", "AWS.SimpleQueueService.MessageNotInflight",
	}
}

// Wrap returns the error of a call, as [Of] returns it, with a prefix that says what was
// being done.
func Wrap(doing string, err error) error { return fmt.Errorf("%s: %w", doing, Of(err)) }

package cli

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/operation"
)

// FailureOf returns the failure for an error of a command: exit code, code and actions
// follow from the error. It returns nil for nil, and a [Failure] in err as it is.
func FailureOf(ctx context.Context, err error) *Failure {
	if err == nil {
		return nil
	}
	known, isFailure := errors.AsType[*Failure](err)
	e, isDynamics := errors.AsType[*dynamics.Error](err)
	api, isAPI := errors.AsType[smithy.APIError](err)
	switch {
	case isFailure:
		return known
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return Interrupted(errors.New("interrupted"))
	case isDynamics:
		return DataverseFailure(err, e)
	case isAPI:
		return awsFailure(err, api)
	case isUnanswered(err):
		return Unavailable(err, unansweredAction(err))
	}
	return Failed("", "%w", err)
}

// DataverseFailure returns the failure for an error that contains an error of Dataverse
// or of the sign-in. It has the advice for the error, without the command to run.
func DataverseFailure(err error, e *dynamics.Error) *Failure {
	f := Failed("", "%w", err)
	switch class := dynamics.ClassOf(e); {
	case class == operation.Unavailable:
		f = Unavailable(err)
	case class == operation.Misconfigured, e.Status == http.StatusForbidden:
		f = Permission(err)
	}
	f.Actions = adviceFor(e)
	return f
}

// Unavailable returns the failure of a service that did not respond, or asks to wait.
func Unavailable(err error, actions ...string) *Failure {
	return &Failure{Exit: ExitUnavailable, Code: codeDown, Err: err, Actions: actions}
}

func awsFailure(err error, api smithy.APIError) *Failure {
	status := 0
	if r, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		status = r.HTTPStatusCode()
	}
	switch code := api.ErrorCode(); {
	case isPermission(code) || status == http.StatusForbidden || status == http.StatusUnauthorized:
		return Permission(err, "sign in to AWS with an identity that may do this: --profile, or the AWS_* variables")
	case code == "QueueDoesNotExist" || code == "AWS.SimpleQueueService.NonExistentQueue":
		return Failed("check the queue's URL, --stack, --region and --profile: there is no such queue in that account and region", "%w", err)
	case status == http.StatusNotImplemented && strings.Contains(api.ErrorMessage(), "the region "): // from dynctl emulate
		return Failed("check --region and $AWS_REGION: the endpoint has another region", "%w", err)
	case status == http.StatusNotImplemented: // from an emulator of AWS, such as dynctl emulate
		return Failed("run the command against a stack in AWS: the endpoint does not have this operation", "%w", err)
	case isUnanswered(err) && status == 0:
		return Unavailable(err, unansweredAction(err))
	case isUnanswered(err) || status == http.StatusTooManyRequests || status >= http.StatusInternalServerError:
		return Unavailable(err, "try again later")
	}
	return Failed("", "%w", err)
}

// isPermission reports whether the code of an AWS error means that the caller is
// unknown or lacks a permission.
func isPermission(code string) bool {
	switch code {
	case "AccessDenied", "AccessDeniedException", "AuthorizationError", "AuthorizationErrorException", "UnauthorizedOperation",
		"UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "SignatureDoesNotMatch",
		"ExpiredToken", "ExpiredTokenException", "MissingAuthenticationToken", "KMS.AccessDeniedException", "KMSAccessDenied":
		return true
	}
	return false
}

// isUnanswered reports whether there was no response, or a response that asks for another
// attempt.
func isUnanswered(err error) bool {
	// Not net.Error: errors of files implement it too.
	_, isURL := errors.AsType[*url.Error](err)
	_, isNet := errors.AsType[*net.OpError](err)
	if isURL || isNet || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	return retry.IsErrorRetryables(retry.DefaultRetryables).IsErrorRetryable(err) == aws.TrueTernary
}

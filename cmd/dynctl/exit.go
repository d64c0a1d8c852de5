package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"sns-dynamics/internal/dynamics"
)

// The exit codes.
const (
	exitDone        = 0
	exitFailed      = 1 // or problems found
	exitUsage       = 2
	exitSome        = 3 // some messages failed
	exitPermission  = 4 // sign-in or permission
	exitUnavailable = 5
	exitInterrupted = 130
)

// failure is an error that says how the program ends and what to do next.
type failure struct {
	exit int
	// code names the failure for programs, and does not change.
	code string
	err  error
	// actions are what to do next, a line each.
	actions []string
}

func (f *failure) Error() string { return f.err.Error() }

func (f *failure) Unwrap() error { return f.err }

// isRetryable reports whether the same command may succeed later.
func (f *failure) isRetryable() bool { return f.exit == exitUnavailable || f.exit == exitInterrupted }

// next is what to do, at the least what the exit code says.
func (f *failure) next(command string) []string {
	switch {
	case len(f.actions) > 0:
		return f.actions
	case f.exit == exitUsage:
		return []string{"see " + strings.Join(strings.Fields("dynctl "+command+" --help"), " ")}
	case f.exit == exitInterrupted:
		return []string{"run the same command again"}
	case f.exit == exitPermission:
		return []string{"use an identity that may do this: --profile, or the AWS_* variables; dynctl doctor finds what is missing"}
	case f.exit == exitUnavailable:
		return []string{"try again in a while"}
	case f.exit == exitSome, f.code == "problems_found":
		return []string{"mend what the answer names, then run the same command again"}
	}
	return []string{"mend what the error names: names and places come from flags, environment and --stack; then run the same command again"}
}

func usage(err error) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	return &failure{exit: exitUsage, code: "usage", err: err}
}

func usagef(format string, args ...any) *failure { return usage(fmt.Errorf(format, args...)) }

// failf is a failure of the work itself, with what to do about it.
func failf(action, format string, args ...any) *failure {
	f := &failure{exit: exitFailed, code: "failed", err: fmt.Errorf(format, args...)}
	if action != "" {
		f.actions = []string{action}
	}
	return f
}

// problems is what a command that checks something ends with when it found
// something wrong: the answer says what.
func problems(n int, what string) *failure {
	return &failure{exit: exitFailed, code: "problems_found", err: fmt.Errorf("%d %s", n, what)}
}

// some is what a command ends with that did some of its messages and not others.
func some(failed, of int, what string, actions ...string) *failure {
	return &failure{exit: exitSome, code: "some_failed", err: fmt.Errorf("%d of %d messages %s", failed, of, what), actions: actions}
}

// explain finds out how the program ends with an error, and what to do next.
func (a *app) explain(ctx context.Context, err error) *failure {
	if err == nil {
		return nil
	}
	f := &failure{exit: exitFailed, code: "failed", err: err}
	known, isFailure := errors.AsType[*failure](err)
	e, isDynamics := errors.AsType[*dynamics.Error](err)
	api, isAPI := errors.AsType[smithy.APIError](err)
	switch {
	case isFailure:
		return known
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		f.exit, f.code, f.err = exitInterrupted, "interrupted", errors.New("interrupted")
	case isDynamics:
		f.ofDataverse(e)
	case isAPI:
		f.ofAWS(err, api)
	case isAnswerless(err):
		f.exit, f.code, f.actions = exitUnavailable, "unavailable", []string{"try again in a while; check the network and --region"}
	}
	return f
}

func (f *failure) ofDataverse(e *dynamics.Error) {
	f.actions = advice(e)
	switch class := dynamics.ClassOf(e); {
	case class == dynamics.Unavailable:
		f.exit, f.code = exitUnavailable, "unavailable"
	case class == dynamics.Misconfigured, e.Status == http.StatusForbidden:
		f.exit, f.code = exitPermission, "permission"
	}
}

func (f *failure) ofAWS(err error, api smithy.APIError) {
	status := 0
	if r, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		status = r.HTTPStatusCode()
	}
	switch code := api.ErrorCode(); {
	case isPermission(code) || status == http.StatusForbidden || status == http.StatusUnauthorized:
		f.exit, f.code = exitPermission, "permission"
		f.actions = []string{"sign in to AWS with an identity that may do this: --profile, or the AWS_* variables"}
	case code == "QueueDoesNotExist" || code == "AWS.SimpleQueueService.NonExistentQueue":
		f.actions = []string{"check the queue's URL, --stack, --region and --profile: there is no such queue in that account and region"}
	case isAnswerless(err) || status == http.StatusTooManyRequests || status >= http.StatusInternalServerError:
		f.exit, f.code, f.actions = exitUnavailable, "unavailable", []string{"try again in a while"}
	}
}

// isPermission reports whether AWS says by that code that the caller is nobody it
// knows, or may not do this.
func isPermission(code string) bool {
	switch code {
	case "AccessDenied", "AccessDeniedException", "AuthorizationError", "AuthorizationErrorException", "UnauthorizedOperation",
		"UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "SignatureDoesNotMatch",
		"ExpiredToken", "ExpiredTokenException", "MissingAuthenticationToken", "KMS.AccessDeniedException", "KMSAccessDenied":
		return true
	}
	return false
}

// isAnswerless reports whether nobody answered, or with nothing but to try later.
func isAnswerless(err error) bool {
	// Not net.Error: every error of a file is one of those.
	_, isURL := errors.AsType[*url.Error](err)
	_, isNet := errors.AsType[*net.OpError](err)
	if isURL || isNet || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	return retry.IsErrorRetryables(retry.DefaultRetryables).IsErrorRetryable(err) == aws.TrueTernary
}

func advice(err error) []string {
	if a := dynamics.Advice(err); a != "" {
		return []string{a}
	}
	return nil
}

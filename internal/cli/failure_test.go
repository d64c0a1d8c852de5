package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"testing"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"sns-dynamics/internal/dynamics"
)

func TestExplain(t *testing.T) {
	aws := func(status int, code string) error {
		return fmt.Errorf("do something: %w", &awshttp.ResponseError{ResponseError: &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status}}, Err: &smithy.GenericAPIError{Code: code},
		}})
	}
	_, noFile := os.Open(t.TempDir() + "/none")
	for _, tt := range []struct {
		name string
		err  error
		exit int
		code string
	}{
		{"usage", Usagef("no such flag"), ExitUsage, "usage"},
		{"some", SomeFailed(1, 2, "failed"), ExitPartial, "some_failed"},
		{"a file", noFile, ExitFailed, "failed"},
		{"refused", &url.Error{Op: "Get", URL: "http://127.0.0.1:1", Err: &net.OpError{Op: "dial", Err: errors.New("refused")}}, ExitUnavailable, "unavailable"},
		{"denied", aws(403, "AccessDenied"), ExitPermission, "permission"},
		{"expired", aws(400, "ExpiredTokenException"), ExitPermission, "permission"},
		{"throttled", aws(429, "Throttled"), ExitUnavailable, "unavailable"},
		{"throttled by code", aws(400, "ThrottlingException"), ExitUnavailable, "unavailable"},
		{"out of order", aws(500, "InternalError"), ExitUnavailable, "unavailable"},
		{"not in the emulator", aws(501, "NotCovered"), ExitFailed, "failed"},
		{"bad input", aws(400, "ValidationError"), ExitFailed, "failed"},
		{"no privilege", &dynamics.Error{Op: "x", Status: 403, Code: "0x80040220"}, ExitPermission, "permission"},
		{"no user", &dynamics.Error{Op: "x", Status: 403, Code: "0x80072560"}, ExitPermission, "permission"},
		{"Dataverse down", &dynamics.Error{Op: "x", Status: 503}, ExitUnavailable, "unavailable"},
		{"no row", &dynamics.Error{Op: "x", Status: 404, Code: "0x80040217"}, ExitFailed, "failed"},
	} {
		f := FailureOf(t.Context(), tt.err)
		if f.Exit != tt.exit || f.Code != tt.code {
			t.Errorf("%s: exit code %d (%s), want %d (%s)", tt.name, f.Exit, f.Code, tt.exit, tt.code)
		}
	}
	for _, tt := range []struct {
		name string
		err  error
		next string // the first action; "" for no action
	}{
		{"AWS 501", aws(501, "NotCovered"), "run the command against a stack in AWS: the endpoint does not have this operation"},
		{"AWS 501 for a region", fmt.Errorf("publish: %w", &awshttp.ResponseError{ResponseError: &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{StatusCode: 501}},
			Err:      &smithy.GenericAPIError{Code: "NotCovered", Message: "the emulator does not cover the region us-west-9"},
		}}), "check --region and $AWS_REGION: the endpoint has another region"},
		{"AWS 4xx", aws(400, "ValidationError"), ""},
		{"a file", noFile, ""},
		{"problems, which the result names", Problems(1, "problem"), ""},
		{"some messages, which the result names", SomeFailed(1, 2, "failed"), ""},
		{"usage", Usagef("no such flag"), "see dynctl dlq show --help"},
		{"denied by AWS", aws(403, "AccessDenied"), "sign in to AWS with an identity that may do this: --profile, or the AWS_* variables"},
		{"denied", Permission(errors.New("denied")), "use an identity that may do this: --profile, or the AWS_* variables"},
		{"no answer", &url.Error{Op: "Get", URL: "http://127.0.0.1:1", Err: errors.New("refused")}, "try again later; check the network and --region"},
	} {
		next := FailureOf(t.Context(), tt.err).Next("dlq show")
		if first := append(next, "")[0]; first != tt.next {
			t.Errorf("%s: do %q, want %q", tt.name, next, tt.next)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if f := FailureOf(ctx, fmt.Errorf("wait: %w", ctx.Err())); f.Exit != ExitInterrupted || !f.IsRetryable() || f.Next("demo")[0] != "run the same command again" {
		t.Errorf("interrupted: %+v", f)
	}
}

func TestSomeFailed(t *testing.T) {
	for want, f := range map[string]*Failure{
		"1 of 1 message failed":           SomeFailed(1, 1, "failed"),
		"1 of 2 messages was skipped":     SomeFailed(1, 2, "were skipped"),
		"2 of 1,000 messages are waiting": SomeFailed(2, 1000, "are waiting"),
		"1 of 1 message is waiting":       SomeFailed(1, 1, "are waiting"),
	} {
		if f.Error() != want {
			t.Errorf("SomeFailed = %q, want %q", f.Error(), want)
		}
	}
}

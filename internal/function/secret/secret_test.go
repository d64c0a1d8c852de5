package secret_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/secret"
	"sns-dynamics/internal/operation"
)

// transport responds as Secrets Manager.
type transport func() (*http.Response, error)

func (t transport) Do(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return t()
}

func says(status int, body string) transport {
	return func() (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}}, Body: io.NopCloser(strings.NewReader(body)),
		}, nil
	}
}

func fails(kind string) string { return `{"__type":"` + kind + `","Message":"x"}` }

// An error that may pass differs from an error that an operator has to correct.
func TestCredentials(t *testing.T) {
	lost := func(err error) transport { return func() (*http.Response, error) { return nil, err } }
	for _, tt := range []struct {
		name   string
		answer transport
		want   string // a part of the error
		class  operation.Class
	}{
		{"not there", says(400, fails("ResourceNotFoundException")), "ResourceNotFoundException", operation.Misconfigured},
		{"not allowed", says(400, fails("AccessDeniedException")), "AccessDeniedException", operation.Misconfigured},
		{"key not usable", says(400, fails("DecryptionFailure")), "DecryptionFailure", operation.Misconfigured},
		{"to be deleted", says(400, fails("InvalidRequestException")), "InvalidRequestException", operation.Misconfigured},
		{"binary", says(200, `{"SecretBinary":"AAAA"}`), "expected a secret string", operation.Misconfigured},
		{"malformed", says(200, `{"SecretString":"{}"}`), "field tenantId: missing", operation.Misconfigured},
		{"throttled", says(400, fails("ThrottlingException")), "ThrottlingException", operation.Unavailable},
		{"out of order", says(500, fails("InternalServiceError")), "InternalServiceError", operation.Unavailable},
		{"a page", says(503, "<html>"), "503", operation.Unavailable},
		{"refused", lost(&net.OpError{Op: "dial", Err: errors.New("connection refused")}), "connection refused", operation.Unavailable},
		{"no route", lost(&net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}), "host unreachable", operation.Misconfigured},
		{"no such host", lost(&net.DNSError{Err: "no such host", Name: "secretsmanager", IsTemporary: true}), "no such host", operation.Unavailable},
		{"broken off", lost(io.ErrUnexpectedEOF), "EOF", operation.Unavailable},
		{"too slow", lost(context.DeadlineExceeded), "deadline", operation.Unavailable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := secret.New(aws.Config{
				Region: "eu-west-1", Credentials: aws.AnonymousCredentials{}, HTTPClient: tt.answer,
				Retryer: func() aws.Retryer { return aws.NopRetryer{} },
			}, emulator.SecretARN)
			_, err := s.Credentials(t.Context())
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), emulator.SecretARN) {
				t.Fatalf("Credentials = %v, want an error that names the secret and %s", err, tt.want)
			}
			if got := dynamics.ClassOf(err); got != tt.class {
				t.Errorf("%v is %s, want %s", err, got, tt.class)
			}
		})
	}
}

// TestCallerGivesUp ends the caller's context before the request and during it. The set-up
// is not wrong then.
func TestCallerGivesUp(t *testing.T) {
	ends := map[string]struct {
		context func(context.Context) (context.Context, context.CancelFunc)
		want    error
	}{
		"cancelled": {context.WithCancel, context.Canceled},
		"deadline": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, time.Minute) // on the bubble's clock
		}, context.DeadlineExceeded},
	}
	for name, end := range ends {
		for _, before := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, before the request %v", name, before), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					ctx, cancel := end.context(t.Context())
					defer cancel()
					finish := func() {
						if end.want == context.Canceled {
							cancel()
						}
						<-ctx.Done()
					}
					if before {
						finish()
					}
					s := secret.New(aws.Config{
						Region: "eu-west-1", Credentials: aws.AnonymousCredentials{},
						HTTPClient: transport(func() (*http.Response, error) { finish(); return nil, ctx.Err() }),
					}, emulator.SecretARN)
					_, err := s.Credentials(ctx)
					if !errors.Is(err, end.want) || !errors.Is(err, auth.ErrCredentialsUnavailable) || dynamics.ClassOf(err) != operation.Unavailable {
						t.Errorf("Credentials = %v of class %s, want %v and credentials that are unavailable", err, dynamics.ClassOf(err), end.want)
					}
				})
			})
		}
	}
}

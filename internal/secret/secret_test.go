package secret_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
	"sns-dynamics/internal/secret"
)

// transport answers for Secrets Manager.
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

// What may pass is told apart from what somebody has to mend.
func TestCredentials(t *testing.T) {
	lost := func(err error) transport { return func() (*http.Response, error) { return nil, err } }
	for _, tt := range []struct {
		name   string
		answer transport
		want   string // in the error
		class  dynamics.Class
	}{
		{"not there", says(400, fails("ResourceNotFoundException")), "ResourceNotFoundException", dynamics.Misconfigured},
		{"not allowed", says(400, fails("AccessDeniedException")), "AccessDeniedException", dynamics.Misconfigured},
		{"key not usable", says(400, fails("DecryptionFailure")), "DecryptionFailure", dynamics.Misconfigured},
		{"to be deleted", says(400, fails("InvalidRequestException")), "InvalidRequestException", dynamics.Misconfigured},
		{"binary", says(200, `{"SecretBinary":"AAAA"}`), "expected a secret string", dynamics.Misconfigured},
		{"malformed", says(200, `{"SecretString":"{}"}`), "field tenantId: missing", dynamics.Misconfigured},
		{"throttled", says(400, fails("ThrottlingException")), "ThrottlingException", dynamics.Unavailable},
		{"out of order", says(500, fails("InternalServiceError")), "InternalServiceError", dynamics.Unavailable},
		{"a page", says(503, "<html>"), "503", dynamics.Unavailable},
		{"refused", lost(&net.OpError{Op: "dial", Err: errors.New("connection refused")}), "connection refused", dynamics.Unavailable},
		{"no such host", lost(&net.DNSError{Err: "no such host", Name: "secretsmanager", IsTemporary: true}), "no such host", dynamics.Unavailable},
		{"broken off", lost(io.ErrUnexpectedEOF), "EOF", dynamics.Unavailable},
		{"too slow", lost(context.DeadlineExceeded), "deadline", dynamics.Unavailable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := secret.New(aws.Config{
				Region: "eu-west-1", Credentials: aws.AnonymousCredentials{}, HTTPClient: tt.answer,
				Retryer: func() aws.Retryer { return aws.NopRetryer{} },
			}, dynamicstest.SecretARN)
			_, err := s.Credentials(t.Context())
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), dynamicstest.SecretARN) {
				t.Fatalf("Credentials = %v, want an error that names the secret and %s", err, tt.want)
			}
			if got := dynamics.ClassOf(err); got != tt.class {
				t.Errorf("%v is %s, want %s", err, got, tt.class)
			}
		})
	}
}

// TestCallerGivesUp ends the caller's context before the request and during it.
// Neither says that the set-up is wrong.
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
					}, dynamicstest.SecretARN)
					_, err := s.Credentials(ctx)
					if !errors.Is(err, end.want) || !errors.Is(err, dynamics.ErrCredentialsUnavailable) || dynamics.ClassOf(err) != dynamics.Unavailable {
						t.Errorf("Credentials = %v of class %s, want %v and credentials that are unavailable", err, dynamics.ClassOf(err), end.want)
					}
				})
			})
		}
	}
}

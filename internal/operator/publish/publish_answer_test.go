package publish

import (
	"errors"
	"net"
	"net/http"
	"testing"
	"testing/synctest"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"sns-dynamics/internal/awsemulator"
)

// TestResponsesThatDoNotSay: SNS accepts a request or not, and returns an error that does
// not say which.
func TestResponsesThatDoNotSay(t *testing.T) {
	for _, f := range []awsemulator.Fault{
		{Code: "InternalError", Status: 500}, {Code: "ServiceUnavailable", Status: 503}, {Code: "InternalFailure", Status: 500},
	} {
		for _, taken := range []bool{false, true} {
			f.After = taken
			w := newWorld(t, "operations", updates("abcdefabcdef")...)
			synctest.Test(t, func(t *testing.T) {
				w.cloud.Fail(1, f)
				r, err := w.publish(t.Context(), Options{})
				if err != nil {
					t.Fatal(err)
				}
				wantCounts(t, r, "before 0 published 2 failed 0 uncertain 10 held 0 left 0 requests 2 retries 0")
				want := "e2 f2"
				if taken {
					want = "a1 b1 c1 d1 e1 f1 a2 b2 c2 d2 e2 f2"
				}
				w.wantRows(want)
			})
			w = newWorld(t, "operations.fifo", updates("abc")...)
			synctest.Test(t, func(t *testing.T) {
				w.cloud.Fail(1, f)
				r, err := w.publish(t.Context(), Options{})
				if err != nil {
					t.Fatal(err)
				}
				wantCounts(t, r, "before 0 published 3 failed 0 uncertain 0 held 0 left 0 requests 2 retries 3")
				w.wantRows("a1 b1 c1")
			})
		}
	}
}

// TestFates has responses of SNS or of a proxy, to requests that were sent or not.
func TestFates(t *testing.T) {
	response := func(status int, cause error) error {
		return &awshttp.ResponseError{ResponseError: &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status}}, Err: cause,
		}}
	}
	code := func(code string) error { return &smithy.GenericAPIError{Code: code} }
	for _, tt := range []struct {
		name string
		err  error
		sent bool
		want fate
	}{
		{"an internal error", response(500, code("InternalError")), true, unanswered},
		{"a page with 500", response(500, code("UnknownError")), true, unanswered},
		{"a page with 502", response(502, code("UnknownError")), true, unanswered},
		{"a page with 503", response(503, code("UnknownError")), true, unanswered},
		{"a page with 408", response(408, code("UnknownError")), true, unanswered},
		{"unavailable", response(503, code("ServiceUnavailable")), true, unanswered},
		{"throttled with 503", response(503, code("ThrottlingException")), true, mayPass},
		{"throttled with 400", response(400, code("Throttled")), true, mayPass},
		{"429", response(429, code("UnknownError")), true, mayPass},
		{"refused", response(403, code("AuthorizationError")), true, refused},
		{"a proxy that says no", response(407, code("UnknownError")), true, refused},
		{"200 that cannot be read", response(200, errors.New("unexpected EOF")), true, unanswered},
		{"silence", errors.New("EOF"), true, unanswered},
		{"not sent", &net.OpError{Op: "dial", Err: errors.New("refused")}, false, mayPass},
	} {
		if got := fateOf(tt.err, tt.sent); got != tt.want {
			t.Errorf("%s: fate %d, want %d", tt.name, got, tt.want)
		}
	}
}

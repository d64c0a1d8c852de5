package awserror_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"sns-dynamics/internal/awserror"
)

// TestText: the text for an operator has the cause, and no word of the SDK around it.
func TestText(t *testing.T) {
	const id = "7f0c1bb2-64d1-4f6f-9d5c-0f1b2a3c4d5e"
	call := func(err error) error {
		return fmt.Errorf("invoke function f: %w", &smithy.OperationError{ServiceID: "Lambda", OperationName: "Invoke", Err: err})
	}
	response := func(status int, err error) error {
		return call(&awshttp.ResponseError{RequestID: id, ResponseError: &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status}}, Err: err,
		}})
	}
	lost := func(err error) error {
		return call(&awshttp.ResponseError{ResponseError: &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{}}, Err: &smithyhttp.RequestSendError{Err: &url.Error{Op: "Post", URL: "http://127.0.0.1:1/", Err: err}},
		}})
	}
	refused := &net.OpError{Op: "dial", Net: "tcp", Addr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}, Err: syscall.ECONNREFUSED}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{errors.New("open x: no such file"), "open x: no such file"},
		{response(404, &smithy.GenericAPIError{Code: "ResourceNotFoundException", Message: "Function not\nfound: f"}),
			"invoke function f: 404 ResourceNotFoundException: Function not found: f (request " + id + ")"},
		{response(403, &smithy.GenericAPIError{Code: "AccessDenied"}), "invoke function f: 403 AccessDenied (request " + id + ")"},
		{response(404, &types.NotFoundException{Message: aws.String("Topic does not exist")}), "invoke function f: 404 NotFound: Topic does not exist (request " + id + ")"},
		{response(502, errors.New("no XML")), "invoke function f: 502 a code that is not known (request " + id + ")"},
		{lost(refused), "invoke function f: connection refused by 127.0.0.1:1"},
		{lost(&net.DNSError{Err: "no such host", Name: "sns.nowhere-1.amazonaws.com", IsNotFound: true}), "invoke function f: no such host sns.nowhere-1.amazonaws.com"},
		{call(errors.New("get identity: get credentials: failed to refresh cached credentials")), "invoke function f: no AWS credentials for the call"},
		{call(errors.New("resolve endpoint: Invalid Configuration: Missing Region")), "invoke function f: no endpoint of AWS for the call"},
		{call(errors.New("the AWS endpoint x is plain HTTP")), "invoke function f: the AWS endpoint x is plain HTTP"},
		{call(context.DeadlineExceeded), "invoke function f: context deadline exceeded"},
	} {
		if got := awserror.Text(tt.err); got != tt.want {
			t.Errorf("Text(%v) = %q, want %q", tt.err, got, tt.want)
		}
	}
}

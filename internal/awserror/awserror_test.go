package awserror_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"sns-dynamics/internal/awserror"
)

// peers are texts of a peer. No error contains a word of them.
const peers = "Rosalind"

func answered(status int, id string, err error) error {
	return &smithy.OperationError{ServiceID: "SQS", OperationName: "SendMessage", Err: &awshttp.ResponseError{RequestID: id, ResponseError: &smithyhttp.ResponseError{
		Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status, Status: peers}}, Err: err,
	}}}
}

func TestOf(t *testing.T) {
	const id = "7f0c1bb2-64d1-4f6f-9d5c-0f1b2a3c4d5e"
	message := peers
	lost := func(err error) error {
		return &smithyhttp.RequestSendError{Err: &url.Error{Op: "Post", URL: "https://" + peers, Err: err}}
	}
	for _, tt := range []struct {
		err    error
		want   string
		passes bool // by the SDK's own rules
	}{
		{answered(400, id, &types.QueueDoesNotExist{Message: &message}), "400 QueueDoesNotExist (request " + id + ")", false},
		{answered(400, peers, &types.QueueDoesNotExist{Message: &message, ErrorCodeOverride: &message}), "400 QueueDoesNotExist", false},
		{answered(403, "", &smithy.GenericAPIError{Code: "AccessDeniedException", Message: peers}), "403 AccessDeniedException", false},
		{answered(400, "", &smithy.GenericAPIError{Code: "ThrottlingException", Message: peers}), "400 ThrottlingException", true},
		{answered(400, "", &smithy.GenericAPIError{Code: peers, Message: peers}), "400 a code that is not known", false},
		{answered(503, "", errors.New(peers)), "503 a code that is not known", true},
		{answered(200, "", &smithy.DeserializationError{Err: errors.New(peers), Snapshot: []byte(peers)}), "200 malformed response", false},
		{lost(syscall.ECONNREFUSED), "connection refused", true},
		{lost(errors.New(`malformed HTTP response "` + peers + `"`)), "malformed response: the status line", true},
		{lost(context.DeadlineExceeded), "context deadline exceeded", true},
		{fmt.Errorf("get identity: get credentials: %s", peers), "no AWS credentials for the call", false},
		{fmt.Errorf("resolve endpoint: %s", peers), "no endpoint of AWS for the call", false},
	} {
		got := awserror.Of(tt.err)
		if got.Error() != tt.want {
			t.Errorf("Of(%v) = %v, want %s", tt.err, got, tt.want)
		}
		if passes := retry.IsErrorRetryables(retry.DefaultRetryables).IsErrorRetryable(got) == aws.TrueTernary; passes != tt.passes {
			t.Errorf("%v passes by itself: %v", got, passes)
		}
		for inner := got; inner != nil; inner = errors.Unwrap(inner) {
			if strings.Contains(fmt.Sprintf("%v %+v", inner, inner), peers) {
				t.Errorf("Of(%v) wraps %#v", tt.err, inner)
			}
		}
	}
	if awserror.Of(nil) != nil {
		t.Error("no error has a failure")
	}
}

package cli

import (
	"context"
	"net/url"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"sns-dynamics/internal/dynamics/webapi"
)

// refusePlainHTTP refuses a request over plain HTTP to another machine. It checks the
// request, because an endpoint can be set for all services (AWS_ENDPOINT_URL), for one
// service (AWS_ENDPOINT_URL_SQS), and in a profile.
func refusePlainHTTP(stack *middleware.Stack) error {
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("RefusePlainHTTP",
		func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
			if request, ok := in.Request.(*smithyhttp.Request); ok && !isPrivate(request.URL) {
				return middleware.DeserializeOutput{}, middleware.Metadata{},
					Usagef("the AWS endpoint %s is plain HTTP: expected https, or a loopback address", request.URL.Host)
			}
			return next.HandleDeserialize(ctx, in)
		}), middleware.After)
}

// isPrivate reports whether no other machine on the network can read requests to a URL.
func isPrivate(u *url.URL) bool {
	return u.Scheme == "https" || webapi.IsLoopback(u.Hostname())
}

package main

import (
	"context"
	"net/url"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"sns-dynamics/internal/dynamics"
)

// safeEndpoints refuses a request that could be read on the way. It looks at the
// request, as an endpoint may be set for all services (AWS_ENDPOINT_URL), for one
// (AWS_ENDPOINT_URL_SQS), and in a profile.
func safeEndpoints(stack *middleware.Stack) error {
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("SafeEndpoints",
		func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
			if request, ok := in.Request.(*smithyhttp.Request); ok && !isSafe(request.URL) {
				return middleware.DeserializeOutput{}, middleware.Metadata{},
					usagef("the AWS endpoint %s is plain HTTP: expected https, or a loopback address", request.URL.Host)
			}
			return next.HandleDeserialize(ctx, in)
		}), middleware.After)
}

// isSafe reports whether what is sent to a URL cannot be read on the way.
func isSafe(u *url.URL) bool {
	return u.Scheme == "https" || dynamics.IsLoopback(u.Hostname())
}

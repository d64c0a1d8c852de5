package cli

import (
	"context"
	"errors"
	"net/url"
	"os"
	"strings"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"sns-dynamics/internal/dynamics/webapi"
)

// endpointVariable begins the names of the environment variables with an endpoint, for all
// services or for one: AWS_ENDPOINT_URL_SQS.
//
// See https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
const endpointVariable = "AWS_ENDPOINT_URL"

const tryLater = "try again later; check the network and --region"

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

// unansweredAction returns what to do about a request without a response. It names the
// environment variable that leads the request to its host, if there is one.
func unansweredAction(err error) string {
	e, ok := errors.AsType[*url.Error](err)
	if !ok {
		return tryLater
	}
	target, failed := url.Parse(e.URL)
	if failed != nil {
		return tryLater
	}
	for _, variable := range os.Environ() {
		name, value, _ := strings.Cut(variable, "=")
		if endpoint, failed := url.Parse(value); strings.HasPrefix(name, endpointVariable) && failed == nil && endpoint.Host != "" && endpoint.Host == target.Host {
			return "start the server on " + target.Host + ", or unset " + name + " to use AWS"
		}
	}
	return tryLater
}

// isPrivate reports whether no other machine on the network can read requests to a URL.
func isPrivate(u *url.URL) bool {
	return u.Scheme == "https" || webapi.IsLoopback(u.Hostname())
}

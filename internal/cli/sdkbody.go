package cli

import (
	"context"
	"io"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// hideWriteTo hides the method WriteTo of request bodies. The SDK closes the body as soon
// as the response arrives. If the response is fast, as on loopback, net/http may still
// look for the end of the body: WriteTo of a closed body then returns an error and the
// request fails, whereas Read returns the end of the body.
func hideWriteTo(stack *middleware.Stack) error {
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("HideWriteTo",
		func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
			request, ok := in.Request.(*smithyhttp.Request)
			if !ok {
				return next.HandleDeserialize(ctx, in)
			}
			if body, ok := request.GetStream().(io.ReadSeeker); ok {
				plain, err := request.SetStream(struct{ io.ReadSeeker }{body})
				if err != nil {
					return middleware.DeserializeOutput{}, middleware.Metadata{}, err
				}
				in.Request = plain
			}
			return next.HandleDeserialize(ctx, in)
		}), middleware.After)
}

package values

import "context"

// Fetch sends requests to read as the application user, all in one request if possible. The
// paths stand below the service root. It returns a response for each path. The error says
// that no response can be used.
type Fetch func(ctx context.Context, paths []string) ([]Response, error)

// Response is the response to one of the requests of a [Fetch].
type Response struct {
	Body []byte
	// IsMissing says that Dataverse does not have the resource.
	IsMissing bool
	// Refusal is the code with which Dataverse refused a query for a row because of its
	// content.
	Refusal string
	// Err is another error of this request alone.
	Err error
}

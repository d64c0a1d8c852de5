// Package preview shows the requests that the function makes of messages with plain values.
package preview

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"sns-dynamics/internal/dynamics/values"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
)

// Request is a request that the function makes of a message, or of an operation of a batch.
type Request struct {
	Method string `json:"method"`
	// Path stands below the service root. A create without id and key has {id} there,
	// because the id follows from the envelope.
	Path string          `json:"path"`
	Body json.RawMessage `json:"body"`
}

// Resolve resolves the plain values of a message. The problems are the problems of the values.
// The error is the error of a request to read.
func Resolve(ctx context.Context, r *values.Resolver, op operation.Operation) (operation.Operation, []message.Problem, error) {
	resolved := r.Resolve(ctx, []operation.Operation{op})[0]
	refused, ok := errors.AsType[*values.Error](resolved.Err)
	if !ok {
		return resolved.Operation, nil, resolved.Err
	}
	problems := make([]message.Problem, len(refused.Problems))
	for i, p := range refused.Problems {
		problems[i] = message.Problem{Pointer: p.Pointer, Text: p.Text}
	}
	return op, problems, nil
}

// RequestsOf returns the requests of an operation whose values are resolved. A batch has a
// request for each operation.
func RequestsOf(op operation.Operation) []Request {
	parts := op.Operations
	if op.Kind != operation.Batch {
		parts = []operation.Operation{op}
	}
	all := make([]Request, len(parts))
	for i, part := range parts {
		if part.Row.ID == operation.UnknownID {
			part.Row = operation.Row{}
		}
		r := webapi.NewRequest(part, webapi.Root{})
		path := strings.TrimPrefix(r.URL, "/")
		if part.Row.IsZero() && part.Kind == operation.Create {
			path = strings.Replace(path, "()", "({id})", 1)
		}
		all[i] = Request{r.Method, path, r.Body}
	}
	return all
}

// unknownRow stands for the row of a query that cannot be sent.
const unknownRow = operation.UnknownID

// WithoutRows returns a fetch that reads definitions and no rows: each query for a row finds the
// id 00000000-0000-0000-0000-000000000000.
func WithoutRows(definitions values.Fetch) values.Fetch {
	return func(ctx context.Context, paths []string) ([]values.Response, error) {
		if len(paths) > 0 && strings.HasPrefix(paths[0], "EntityDefinitions") {
			return definitions(ctx, paths)
		}
		all := make([]values.Response, len(paths))
		for i, path := range paths {
			_, key, _ := strings.Cut(path, "?$select=")
			key, _, _ = strings.Cut(key, "&")
			all[i].Body, _ = json.Marshal(map[string]any{"@odata.count": 1, "value": []any{map[string]string{key: unknownRow}}}) // strings always marshal
		}
		return all, nil
	}
}

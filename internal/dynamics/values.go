package dynamics

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sns-dynamics/internal/dynamics/values"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/errorcode"
	"sns-dynamics/internal/operation"
)

// findingValues is the code of a message whose plain values cannot be written.
const findingValues = "values"

// resolver resolves the plain values of operations. It is safe for concurrent use.
type resolver struct{ *values.Resolver }

// resolve returns operations with data in the place of values, each with its own error.
// They share the requests for definitions and rows. It makes one attempt.
func (v resolver) resolve(ctx context.Context, ops []operation.Operation) []values.Resolved {
	all := v.Resolve(ctx, ops)
	for i := range all {
		if size := all[i].Operation.Size(); all[i].Err == nil && size > operation.MaxSize && values.Uses(ops[i]) {
			all[i].Err = &values.Error{Problems: []values.Problem{{Text: fmt.Sprintf("expected requests of at most %d bytes, got %d", operation.MaxSize, size)}}}
		}
		all[i].Err = valuesError(all[i].Operation, all[i].Err)
	}
	return all
}

// valuesError returns the error of the resolver as an error of the client.
func valuesError(op operation.Operation, err error) error {
	refused, isRefused := errors.AsType[*values.Error](err)
	switch {
	case isRefused:
		op.EntitySet = cmp.Or(op.EntitySet, op.Table)
		e := refuse(op, findingValues, "")
		// Redaction would take words out of the text that a value has too.
		e.Err = refused
		e.isRowMissing = refused.IsMissing()
		return e
	case errors.Is(err, values.ErrResponse), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		if _, ok := errors.AsType[*Error](err); !ok {
			r := valuesRequest()
			return &Error{Op: r.Op, Method: r.Method, Path: r.Path, Err: err, class: operation.Unavailable}
		}
	}
	return err
}

// resolveAll resolves the values of operations that run together, and retries like
// [Client.Run]. It stores the operations, and the errors of operations that cannot run.
func (r *bulkRun) resolveAll(ctx context.Context) {
	if !slices.ContainsFunc(r.ops, values.Uses) {
		return
	}
	var all []values.Resolved
	tries, err := r.client.retry(ctx, valuesRequest, 0, func() error {
		all = r.client.values.resolve(ctx, r.ops)
		for _, a := range all {
			if a.Err != nil && ClassOf(a.Err) == operation.Unavailable {
				return a.Err // another attempt may resolve it
			}
		}
		return nil
	})
	// The requests are shared: the text of an error may have a value of another operation.
	whole := operation.Operation{Kind: operation.Batch, Operations: r.ops}
	r.ops = slices.Clone(r.ops)
	for i := range r.ops {
		switch {
		case !values.Uses(r.ops[i]):
		case all == nil:
			r.results[i], r.settled[i] = BulkResult{Result{Tries: tries}, annotate(r.ops[i], withoutValues(whole, err))}, true
		case all[i].Err != nil:
			r.results[i], r.settled[i] = BulkResult{Result{Tries: tries, EntitySet: all[i].Operation.EntitySet}, annotate(r.ops[i], withoutValues(whole, all[i].Err))}, true
		default:
			r.ops[i] = all[i].Operation
		}
	}
}

// withoutValues returns an error without the values that operations have, if Dataverse wrote
// its text.
func withoutValues(ops operation.Operation, err error) error {
	if e, ok := errors.AsType[*Error](err); !ok || e.Message == "" {
		return err
	}
	return leave(ops, err)
}

// valuesRequest is the request for definitions and rows, for errors.
func valuesRequest() webapi.Request {
	return webapi.Request{Op: "read definitions and rows", Method: http.MethodPost, Path: "$batch"}
}

// readAll reads resources as the application user: one by a GET, several by a $batch. It is
// the [values.Fetch] of the client.
func (c *catalog) readAll(ctx context.Context, paths []string) ([]values.Response, error) {
	r := valuesRequest()
	build := func(root webapi.Root, path string) webapi.Request {
		name, _, _ := strings.Cut(path, "?")
		return webapi.Request{Op: r.Op, Method: http.MethodGet, URL: root.String() + path, Path: name, MaxBody: maxDefinitions}
	}
	if len(paths) == 1 {
		a, err := c.send(ctx, webapi.UserHeader{}, func(root webapi.Root) webapi.Request { return build(root, paths[0]) })
		if isOfAll(err) {
			return nil, ofOwnRequest(err)
		}
		return []values.Response{readResponse(paths[0], a.body, err)}, nil
	}
	a, err := c.send(ctx, webapi.UserHeader{}, func(root webapi.Root) webapi.Request {
		parts := make([]webapi.Request, len(paths))
		for i, path := range paths {
			parts[i] = build(root, path)
		}
		all := webapi.NewBatchRequest(root, r.Op, webapi.UserHeader{}, parts, false)
		all.MaxBody = maxDefinitions
		return all
	})
	if err != nil {
		return nil, ofOwnRequest(err)
	}
	parts, err := webapi.ReadBatch(a.header, a.body)
	if err != nil || len(parts) < len(paths) {
		return nil, unexpectedBody(r, a, "the response does not report all parts of the batch")
	}
	all := make([]values.Response, len(paths))
	for i, path := range paths {
		var refusal error
		if e := c.partError(parts[i], build(webapi.Root{}, path), webapi.UserHeader{}, a); e != nil {
			c.observeRetryAfter(e)
			refusal = e
		}
		all[i] = readResponse(path, parts[i].Body, refusal)
	}
	return all, nil
}

// ReadValues reads definitions and rows for a [values.Resolver] outside of the client. It is the
// [values.Fetch] of such a resolver, and retries like [Client.Run]. The error is an
// error of [Client.Run].
func (c *Client) ReadValues(ctx context.Context, paths []string) (all []values.Response, err error) {
	_, err = c.retry(ctx, valuesRequest, 0, func() error {
		all, err = c.readAll(ctx, paths)
		return err
	})
	for i := range all {
		all[i].Err = leave(operation.Operation{}, all[i].Err)
	}
	return all, leave(operation.Operation{}, err)
}

// maxDefinitions limits the bytes of a response to requests for definitions and rows.
const maxDefinitions = 16 << 20

// isOfAll reports whether the error of a single request would be the error of any request: no
// response came, or Dataverse did not send it.
func isOfAll(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return err != nil && (!ok || e.Op != valuesRequest().Op || e.Status == 0 || e.foreign)
}

// readResponse returns the response to one request for a definition or a row. A query has
// values of the message, so a refusal of its content is about the message. Another refusal is
// the error of the set-up, because the application user sends the request.
func readResponse(path string, body []byte, err error) values.Response {
	e, ok := errors.AsType[*Error](err)
	isDefinition := strings.HasPrefix(path, "EntityDefinitions")
	switch {
	case err == nil:
		return values.Response{Body: body}
	case ok && e.Status == http.StatusNotFound && !e.foreign:
		return values.Response{IsMissing: true}
	case ok && isDefinition && e.Status != 0 && ClassOf(e) == operation.Rejected:
		e.finding = findingDefinitions
		return values.Response{Err: e}
	case ok && !isDefinition && e.Status == http.StatusBadRequest && !e.foreign && ClassOf(e) == operation.Rejected:
		code := e.Code
		if !isCode(code) {
			code = strconv.Itoa(e.Status)
		}
		return values.Response{Refusal: code}
	}
	return values.Response{Err: ofOwnRequest(err)}
}

// forgetOutdated drops what the client has kept if a refusal says that Dataverse does not
// know it: a row, or a name of a table, a column or a navigation property. It reports whether
// another attempt reads anything anew.
func (v resolver) forgetOutdated(used values.Resolved, err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.foreign {
		return false
	}
	switch errorcode.Number(e.Code) {
	case errorcode.BadPayload, errorcode.BadRequest, errorcode.NoResource:
		return v.ForgetTables(used)
	}
	return e.namesMissingRow() && v.ForgetRows(used)
}

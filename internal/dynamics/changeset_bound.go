package dynamics

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/operation"
)

// maxBatchRequests limits the requests of one attempt at a batch without a proof, after the
// attempt has left out an operation.
const maxBatchRequests = 10

// findingUndecided is the code of a batch that would need more requests.
const findingUndecided = "undecided"

// errSpent is the error of a request above the limit, which was not sent. It never
// leaves [Client.attempt].
var errSpent = errors.New("not sent: the attempt has sent as many requests as it may")

// requestCount counts all requests of one attempt at a batch.
type requestCount struct {
	sent int
	// leftOut is the number of operations that a batch without a proof left out. There is
	// no limit while it is 0.
	leftOut int
}

type requestCountKey struct{}

// counted starts to count the requests that are sent with the returned context.
func counted(ctx context.Context) (context.Context, *requestCount) {
	n := &requestCount{}
	return context.WithValue(ctx, requestCountKey{}, n), n
}

// countOf returns the count of a context, or nil if the context has no count.
func countOf(ctx context.Context) *requestCount {
	n, _ := ctx.Value(requestCountKey{}).(*requestCount)
	return n
}

// add counts a request. Above the limit it returns an error that wraps errSpent.
func (n *requestCount) add(r webapi.Request) error {
	switch {
	case n == nil:
		return nil
	case n.leftOut > 0 && n.sent >= maxBatchRequests:
		return &Error{Op: r.Op, Method: r.Method, Path: r.Path, Err: errSpent}
	}
	n.sent++
	return nil
}

// bind notes how many operations a batch without a proof has left out. The limit holds
// after the first of them.
func (n *requestCount) bind(s *changeSet) {
	if n != nil && s.op.Proof() < 0 {
		n.leftOut = max(n.leftOut, len(s.op.Operations)-len(s.left))
	}
}

// undecided is the error of a batch that has used up its requests. Dataverse refused
// each of its change sets, which undid everything.
func (n *requestCount) undecided(op operation.Operation) *Error {
	return &Error{
		Op: string(operation.Batch), Method: http.MethodPost, Path: "$batch", finding: findingUndecided,
		Err: fmt.Errorf("%d of %d operations had nothing left to do, and %d requests did not tell of all others: nothing was done in this attempt",
			n.leftOut, len(op.Operations), n.sent),
	}
}

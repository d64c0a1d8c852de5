package chaos

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"
)

// serverResponse is the server's own response, whatever the client gets. The status is 0
// if the server does not respond.
type serverResponse struct {
	status int
	body   string
}

// serve gets the emulator's response, and replaces it if there is a fault. genuine is
// the emulator's own response.
func (n network) serve(x *requestTrace, r *http.Request, f fault) (resp *http.Response, genuine serverResponse, err error) {
	ctx := r.Context()
	if f.reaches() {
		if resp, err = n.w.emulator.Transport().RoundTrip(r); err != nil {
			return nil, genuine, err
		}
		x.reached = time.Now()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return nil, genuine, err
		}
		genuine = serverResponse{resp.StatusCode, string(body)}
		resp.Body = io.NopCloser(bytes.NewReader(body))
	}
	if f.late {
		if err := n.commitLate(x, r); err != nil {
			return nil, genuine, err
		}
	}
	switch {
	case f.kind == "" || f.revoke:
		return resp, genuine, nil
	case f.stall:
		if !elapse(ctx, patience) {
			return nil, genuine, ctx.Err()
		}
		return nil, genuine, errNoWord
	case f.drop:
		return nil, genuine, broken(r)
	case f.truncate:
		resp, err = cut(resp)
		return resp, genuine, err
	}
	return f.replacement(r), genuine, nil
}

// elapse waits for a time, or until ctx ends. It reports whether the time is over.
func elapse(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func withoutDeadline(r *http.Request) context.Context { return context.WithoutCancel(r.Context()) }

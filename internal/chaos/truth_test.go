package chaos

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"time"
)

// truth is the server's own answer, whatever the client is told; the status is 0 where
// it gave none.
type truth struct {
	status int
	body   string
}

func (t truth) has(text string) bool { return strings.Contains(t.body, text) }

// serve has the emulator answer, and a fault, if there is one, take the place of its
// answer. genuine is the emulator's own.
func (n network) serve(x *passage, r *http.Request, f fault) (resp *http.Response, genuine truth, err error) {
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
		genuine = truth{resp.StatusCode, string(body)}
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
	return f.answerTo(r), genuine, nil
}

// elapse lets a time go by, unless ctx ends before.
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

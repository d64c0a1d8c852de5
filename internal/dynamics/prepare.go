package dynamics

import (
	"context"
	"net/http"
	"net/http/httptrace"
)

// Prepare signs in and opens a connection to Dataverse, both at once as far as they
// can be, so that the first operation finds them. It is for the time before there
// is one; where a token is at hand it does nothing. What it began has ended when it
// returns, at the latest with ctx: what goes on while Lambda freezes a function is
// cut off.
//
// After an error the client is as it was, and the next operation does all of it
// itself; only a Retry-After is heeded. The error is that of a sign-in, as
// [Client.Run] returns it; a connection that did not come about is none.
func (c *Client) Prepare(ctx context.Context) error {
	_, p, _ := c.session.join(ctx)
	if p == nil {
		return nil
	}
	select {
	case root := <-p.root:
		c.open(ctx, root, p.done)
	case <-p.done:
	}
	<-p.done
	return Operation{}.leave(p.err)
}

// open sends a request so that there is a connection: with HTTP/2, nothing less
// makes one that later requests use. It carries no token, so that Dataverse can do
// no more than refuse it with 401, and counts it against nobody: the limits are
// those of a user. Once there is a connection, and done closes, the answer is not
// waited for: a service that says nothing is to keep no event waiting.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
func (c *Client) open(ctx context.Context, root Root, done <-chan struct{}) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		go func() {
			<-done
			cancel()
		}()
	}})
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, root.String(), nil)
	if err != nil {
		return
	}
	req.Header.Set("User-Agent", c.header.Get("User-Agent"))
	if resp, err := c.transports.common.RoundTrip(req); err == nil {
		resp.Body.Close()
	}
}

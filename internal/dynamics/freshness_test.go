package dynamics

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/dynamics/transport"
	"sns-dynamics/internal/operation"
)

// A dead peer costs one attempt, and some seconds.
func TestDeadConnection(t *testing.T) {
	for _, op := range []operation.Operation{charge(), rename(), remove()} {
		t.Run(string(op.Kind), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &peer{on: func(c *peerConn, n, _ int) {
					if n == 2 {
						c.mute = true
						return
					}
					c.done()
				}}
				client := p.client(t, nil)
				if _, err := client.Run(t.Context(), op); err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				result, err := client.Run(t.Context(), op)
				if took := time.Since(start); took > 15*time.Second {
					t.Errorf("found out after %v, want seconds", took)
				}
				if op.Kind == operation.Action {
					if ClassOf(err) != operation.Unknown || result.Tries != 1 {
						t.Errorf("Run = %+v, %v, want unknown in the first attempt", result, err)
					}
					return
				}
				if _, conns := p.carried(); err != nil || result.Tries != 2 || conns != 2 {
					t.Errorf("Run = %+v, %v, over %d connections, want done in the second attempt over the second", result, err, conns)
				}
			})
		})
	}
}

// A request that takes the two minutes of Dataverse does not count as a dead connection.
func TestSlowResponseIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &peer{on: func(c *peerConn, _, _ int) {
			time.AfterFunc(2*time.Minute, c.done)
		}}
		result, err := p.client(t, nil).Run(t.Context(), charge())
		if err != nil || result.Tries != 1 {
			t.Errorf("Run = %+v, %v, want done in the first attempt", result, err)
		}
	})
}

// The client does not use a connection again that was idle for long. For an action, five
// seconds count as long.
func TestIdleConnections(t *testing.T) {
	for _, tt := range []struct {
		name string
		op   operation.Operation
		idle time.Duration
		want int // the number of connections
	}{
		{"an action after seconds", charge(), 4 * time.Second, 1},
		{"an action after more", charge(), 6 * time.Second, 2},
		{"a batch with an action after more", chargeInBatch(), 6 * time.Second, 2},
		{"an update after more", rename(), 20 * time.Second, 1},
		{"an update after half a minute", rename(), 30 * time.Second, 2},
		{"an action that is repeatable", operation.Operation{Kind: operation.Action, Action: "new_Charge", Repeatable: true}, 20 * time.Second, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &peer{on: func(c *peerConn, _, _ int) { c.done() }}
				client := p.client(t, nil)
				client.Run(t.Context(), tt.op)
				time.Sleep(tt.idle)
				client.Run(t.Context(), tt.op)
				if requests, conns := p.carried(); requests != 2 || conns != tt.want {
					t.Errorf("%d requests over %d connections, want 2 over %d", requests, conns, tt.want)
				}
			})
		})
	}
}

// A connection that other requests use may be dead too, so an action does not share it.
func TestActionSharesNoConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &peer{on: func(c *peerConn, n, _ int) {
			if n > 1 {
				c.done()
				return
			}
			time.AfterFunc(time.Minute, c.done)
		}}
		client := p.client(t, nil)
		done := make(chan error)
		go func() {
			_, err := client.Run(t.Context(), rename())
			done <- err
		}()
		synctest.Wait()
		if _, err := client.Run(t.Context(), charge()); err != nil {
			t.Error(err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
		if _, conns := p.carried(); conns != 2 {
			t.Errorf("%d connections, want one each", conns)
		}
	})
}

// A freeze moves only the wall clock forward. A correction moves the wall clock back while
// time passes.
func TestIdleConnectionsByEitherClock(t *testing.T) {
	for name, tt := range map[string]struct {
		wall, running time.Duration
		want          int
	}{
		"a freeze":                 {time.Hour, time.Second, 2},
		"a clock set back":         {-time.Hour, 6 * time.Second, 2},
		"a clock set back at once": {-time.Hour, time.Second, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var step time.Duration
				p := &peer{on: func(c *peerConn, _, _ int) { c.done() }}
				client := p.client(t, func() time.Time { return time.Now().Round(0).Add(step) })
				client.Run(t.Context(), charge())
				step = tt.wall
				time.Sleep(tt.running)
				client.Run(t.Context(), charge())
				if _, conns := p.carried(); conns != tt.want {
					t.Errorf("%d connections, want %d", conns, tt.want)
				}
			})
		})
	}
}

// If one idle connection of HTTP/1 is dead, all of them may be dead.
func TestDeadConnectionsOfHTTP1(t *testing.T) {
	var conns int
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			io.WriteString(w, "x")
			return
		}
		w.Header().Set("OData-Version", "4.0")
		w.WriteHeader(http.StatusNoContent)
	}))
	s.Start()
	defer s.Close()
	transport := transport.New()
	dial := transport.DialContext
	var kept []*cutConn
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conns++
		c, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		kept = append(kept, &cutConn{Conn: c})
		return kept[len(kept)-1], nil
	}
	client := peerClient(t, transport, s.URL, nil)
	// Five idle connections: the server responds when all of them are open.
	var bodies []io.ReadCloser
	for range maxTries {
		req, err := http.NewRequest(http.MethodGet, s.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := transport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, resp.Body)
	}
	for _, body := range bodies {
		io.ReadAll(body)
		body.Close()
	}
	if conns != maxTries {
		t.Fatalf("%d connections, want %d", conns, maxTries)
	}
	for _, c := range kept {
		c.cut = true
	}
	result, err := client.Run(t.Context(), rename())
	if err != nil || result.Tries > 2 {
		t.Errorf("Run = %+v, %v, want done in the second attempt", result, err)
	}
}

// cutConn fails to write after it was cut.
type cutConn struct {
	net.Conn
	cut bool
}

func (c *cutConn) Write(b []byte) (int, error) {
	if c.cut {
		return 0, net.ErrClosed
	}
	return c.Conn.Write(b)
}

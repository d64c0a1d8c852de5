package dynamics

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func charge() Operation {
	return Operation{Kind: Action, Action: "new_Charge", Parameters: []byte(`{"Amount":1}`)}
}

func remove() Operation {
	return Operation{Kind: Delete, EntitySet: "contacts", Row: Row{ID: "2fd1a6d3-7d55-8c3e-9a0b-6f8a4e1c9b70"}}
}

func rename() Operation {
	op := remove()
	op.Kind, op.Data = Update, []byte(`{"lastname":"x"}`)
	return op
}

func chargeInBatch() Operation {
	return Operation{Kind: Batch, Operations: []Operation{charge(), rename()}}
}

// What a server that breaks a request off says of it decides whether it may have
// run. However that is, one attempt is one request.
func TestWritesThatHTTP2BreaksOff(t *testing.T) {
	const always = 1 << 30
	lastKept := func(code uint32) func(*peerConn) {
		return func(c *peerConn) {
			c.goAway(c.stream, code)
			c.broken = true
		}
	}
	for _, tt := range []struct {
		name  string
		fails func(*peerConn)
		times int
		ran   bool // or may have
	}{
		{"PROTOCOL_ERROR", func(c *peerConn) { c.reset(protocolError) }, always, true},
		{"PROTOCOL_ERROR, once", func(c *peerConn) { c.reset(protocolError) }, 1, true},
		{"INTERNAL_ERROR", func(c *peerConn) { c.reset(internalError) }, always, true},
		{"CANCEL", func(c *peerConn) { c.reset(cancelError) }, always, true},
		{"NO_ERROR", func(c *peerConn) { c.reset(noError) }, always, true},
		{"REFUSED_STREAM, once", func(c *peerConn) { c.reset(refusedStreamError) }, 1, false},
		{"REFUSED_STREAM", func(c *peerConn) { c.reset(refusedStreamError) }, always, false},
		{"GOAWAY below the stream", func(c *peerConn) { c.goAway(c.stream-1, noError) }, 2, false},
		{"GOAWAY below the stream, for a reason", func(c *peerConn) { c.goAway(c.stream-1, calmError) }, 2, false},
		{"GOAWAY below the stream, always", func(c *peerConn) { c.goAway(c.stream-1, noError) }, always, false},
		{"GOAWAY at the stream", lastKept(noError), always, true},
		{"GOAWAY at the stream, for a reason", lastKept(calmError), always, true},
		{"GOAWAY that quotes a refusal", func(c *peerConn) {
			c.frame(frameGoAway, 0, 0, append([]byte{0, 0, 0, byte(c.stream), 0, 0, 0, 0}, "stream error: stream ID 1; REFUSED_STREAM; received from peer"...))
			c.broken = true
		}, always, true},
		{"the end of the connection", func(c *peerConn) { c.broken = true }, always, true},
	} {
		for _, op := range []Operation{charge(), chargeInBatch(), rename(), remove()} {
			t.Run(tt.name+"/"+string(op.Kind), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					p := &peer{on: func(c *peerConn, n, _ int) {
						if n <= tt.times {
							tt.fails(c)
						} else {
							c.done()
						}
					}}
					result, err := p.client(t, nil).Run(t.Context(), op)
					requests, _ := p.carried()
					if requests != result.Tries {
						t.Errorf("%d requests in %d tries", requests, result.Tries)
					}
					want, class := min(maxTries, tt.times+1), Class("")
					switch {
					case tt.ran && op.MayDouble():
						want, class = 1, Unknown
					case op.Kind == Batch && tt.times < maxTries:
						class = Unknown // 204 is no answer to a batch
					case tt.times >= maxTries:
						class = Unavailable
					}
					if requests != want || class == "" && err != nil || class != "" && ClassOf(err) != class && op.Kind != Batch {
						t.Errorf("%d requests, class %s, %v; want %d, class %q", requests, ClassOf(err), err, want, class)
					}
				})
			})
		}
	}
}

// The same through TLS, with which HTTP/2 is agreed on as it is where deployed.
func TestActionThatHTTP2BreaksOffBehindTLS(t *testing.T) {
	certificate := httptest.NewTLSServer(http.NotFoundHandler())
	certificate.Close()
	for code, want := range map[uint32]int{protocolError: 1, internalError: 1, refusedStreamError: 5} {
		p := &peer{on: func(c *peerConn, _, _ int) { c.reset(code) }}
		l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: certificate.TLS.Certificates, NextProtos: []string{"h2"}})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				go p.serve(c)
			}
		}()
		transport := newTransport()
		transport.TLSClientConfig = &tls.Config{RootCAs: x509.NewCertPool(), ServerName: "example.com"}
		transport.TLSClientConfig.RootCAs.AddCert(certificate.Certificate())
		result, err := peerClient(t, transport, "https://"+l.Addr().String(), nil).Run(t.Context(), charge())
		requests, _ := p.carried()
		if requests != want || result.Tries != want || err == nil {
			t.Errorf("code %d: %d requests in %d tries, %v, want %d", code, requests, result.Tries, err, want)
		}
		if text := err.Error(); code == refusedStreamError && !strings.HasSuffix(text, ": the server did not process the request") {
			t.Errorf("%s", text)
		}
	}
}

// A peer that went dead costs one attempt, and seconds.
func TestDeadConnection(t *testing.T) {
	for _, op := range []Operation{charge(), rename(), remove()} {
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
				if op.Kind == Action {
					if ClassOf(err) != Unknown || result.Tries != 1 {
						t.Errorf("Run = %+v, %v, want unknown at the first try", result, err)
					}
					return
				}
				if _, conns := p.carried(); err != nil || result.Tries != 2 || conns != 2 {
					t.Errorf("Run = %+v, %v, over %d connections, want done at the second try over the second", result, err, conns)
				}
			})
		})
	}
}

// A request that takes Dataverse's two minutes is not taken for a dead connection.
func TestSlowResponseIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &peer{on: func(c *peerConn, _, _ int) {
			time.AfterFunc(2*time.Minute, c.done)
		}}
		result, err := p.client(t, nil).Run(t.Context(), charge())
		if err != nil || result.Tries != 1 {
			t.Errorf("Run = %+v, %v, want done at the first try", result, err)
		}
	})
}

// Whatever is idle for long is not used again, and for an action whatever is idle
// for over five seconds.
func TestIdleConnections(t *testing.T) {
	for _, tt := range []struct {
		name string
		op   Operation
		idle time.Duration
		want int // connections
	}{
		{"an action after seconds", charge(), 4 * time.Second, 1},
		{"an action after more", charge(), 6 * time.Second, 2},
		{"a batch with an action after more", chargeInBatch(), 6 * time.Second, 2},
		{"an update after more", rename(), 20 * time.Second, 1},
		{"an update after half a minute", rename(), 30 * time.Second, 2},
		{"an action that is repeatable", Operation{Kind: Action, Action: "new_Charge", Repeatable: true}, 20 * time.Second, 1},
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

// A connection in use by others may be as dead as one that was idle: an action does
// not share it.
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

// A freeze moves the wall clock on, and no other; a clock set back moves it the
// other way while time passes.
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

// Every connection of HTTP/1 that was idle may be as dead as the one that was tried.
func TestDeadConnectionsOfHTTP1(t *testing.T) {
	var conns int
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			io.WriteString(w, "x")
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	s.Start()
	defer s.Close()
	transport := newTransport()
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
	// Five idle connections: none is given back before all of them are there.
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
		t.Errorf("Run = %+v, %v, want done at the second try", result, err)
	}
}

// cutConn fails to write once it is cut.
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

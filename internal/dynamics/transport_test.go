package dynamics

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"sns-dynamics/internal/dynamics/transport"
	"sns-dynamics/internal/operation"
)

func charge() operation.Operation {
	return operation.Operation{Kind: operation.Action, Action: "new_Charge", Parameters: []byte(`{"Amount":1}`)}
}

func remove() operation.Operation {
	return operation.Operation{Kind: operation.Delete, EntitySet: "contacts", Row: operation.Row{ID: "2fd1a6d3-7d55-8c3e-9a0b-6f8a4e1c9b70"}}
}

func rename() operation.Operation {
	op := remove()
	op.Kind, op.Data = operation.Update, []byte(`{"lastname":"x"}`)
	return op
}

func chargeInBatch() operation.Operation {
	return operation.Operation{Kind: operation.Batch, Operations: []operation.Operation{charge(), rename()}}
}

// The words of a server that breaks a request off decide whether the request may have run.
// In each case, one attempt is one request.
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
		ran   bool // or may have run
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
		for _, op := range []operation.Operation{charge(), chargeInBatch(), rename(), remove()} {
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
						t.Errorf("%d requests in %d attempts", requests, result.Tries)
					}
					want, class := min(maxTries, tt.times+1), operation.Class("")
					switch {
					case tt.ran && op.MayDouble():
						want, class = 1, operation.Unknown
					case op.Kind == operation.Batch && tt.times < maxTries:
						class = operation.Unknown // 204 is no response to a batch
					case tt.times >= maxTries:
						class = operation.Unavailable
					}
					if requests != want || class == "" && err != nil || class != "" && ClassOf(err) != class && op.Kind != operation.Batch {
						t.Errorf("%d requests, class %s, %v; want %d, class %q", requests, ClassOf(err), err, want, class)
					}
				})
			})
		}
	}
}

// The same with TLS, which negotiates HTTP/2 as in a deployment.
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
		transport := transport.New()
		transport.TLSClientConfig = &tls.Config{RootCAs: x509.NewCertPool(), ServerName: "example.com"}
		transport.TLSClientConfig.RootCAs.AddCert(certificate.Certificate())
		result, err := peerClient(t, transport, "https://"+l.Addr().String(), nil).Run(t.Context(), charge())
		requests, _ := p.carried()
		if requests != want || result.Tries != want || err == nil {
			t.Errorf("code %d: %d requests in %d attempts, %v, want %d", code, requests, result.Tries, err, want)
		}
		if text := err.Error(); code == refusedStreamError && !strings.HasSuffix(text, ": the server did not process the request") {
			t.Errorf("%s", text)
		}
	}
}

// A read is one request an attempt too: net/http would repeat it without an end if a server
// ends every connection.
func TestReadsThatHTTP2BreaksOff(t *testing.T) {
	for name, fails := range map[string]func(*peerConn){
		"the end of the connection": func(c *peerConn) { c.broken = true },
		"PROTOCOL_ERROR":            func(c *peerConn) { c.reset(protocolError) },
		"REFUSED_STREAM":            func(c *peerConn) { c.reset(refusedStreamError) },
		"GOAWAY below the stream":   func(c *peerConn) { c.goAway(c.stream-1, noError) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &peer{on: func(c *peerConn, _, _ int) { fails(c) }}
				_, err := p.client(t, nil).Do(t.Context(), Request{Op: "look", Path: "WhoAmI()"})
				if requests, _ := p.carried(); requests != maxTries || ClassOf(err) != operation.Unavailable {
					t.Errorf("%d requests, %v; want %d, unavailable", requests, err, maxTries)
				}
			})
		})
	}
}

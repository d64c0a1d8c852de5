package dynamics

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/dynamics/transport"
	"sns-dynamics/internal/dynamics/webapi"
)

// Types of HTTP/2 frames, and error codes: RFC 9113, sections 6 and 7.
const (
	frameData, frameHeaders, frameReset, frameSettings, framePing, frameGoAway = 0, 1, 3, 4, 6, 7

	noError, protocolError, internalError, refusedStreamError, cancelError, calmError = 0, 1, 2, 7, 8, 11
)

// peer is an HTTP/2 server that writes frames itself, so that it can break off in ways that
// no library allows. It reads every request completely, and then runs on.
type peer struct {
	// on handles the nth request, from 1. conn is its connection, from 1.
	on func(c *peerConn, n, conn int)

	mu              sync.Mutex
	requests, conns int
}

// peerConn is a connection of a peer, with the last request.
type peerConn struct {
	out    chan []byte // a pipe has no buffer, and a client writes while the peer writes
	stream uint32
	mute   bool // does not respond to a ping
	broken bool
}

func (c *peerConn) frame(kind, flags byte, stream uint32, payload []byte) {
	head := []byte{byte(len(payload) >> 16), byte(len(payload) >> 8), byte(len(payload)), kind, flags}
	c.out <- append(binary.BigEndian.AppendUint32(head, stream), payload...)
}

// done responds with 204, and with the mark of the Web API.
func (c *peerConn) done() {
	c.frame(frameHeaders, 5, c.stream, []byte("\x89\x00\x0dodata-version\x034.0"))
}

func (c *peerConn) reset(code uint32) {
	c.frame(frameReset, 0, c.stream, binary.BigEndian.AppendUint32(nil, code))
}

// goAway names the last stream that is processed.
func (c *peerConn) goAway(last, code uint32) {
	c.frame(frameGoAway, 0, 0, binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, last), code))
}

// carried returns the number of requests that were read, and the number of their
// connections.
func (p *peer) carried() (requests, conns int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.requests, p.conns
}

func (p *peer) serve(nc net.Conn) {
	p.mu.Lock()
	p.conns++
	conn := p.conns
	p.mu.Unlock()
	c, r := &peerConn{out: make(chan []byte, 1000)}, bufio.NewReader(nc)
	written := make(chan bool)
	go func() {
		defer close(written)
		for frame := range c.out {
			nc.Write(frame)
		}
	}()
	defer func() {
		go io.Copy(io.Discard, nc)
		close(c.out)
		<-written
		nc.Close()
	}()
	if _, err := r.Discard(len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")); err != nil {
		return
	}
	c.frame(frameSettings, 0, 0, nil)
	for !c.broken {
		var head [9]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return
		}
		payload := make([]byte, int(head[0])<<16|int(head[1])<<8|int(head[2]))
		if _, err := io.ReadFull(r, payload); err != nil {
			return
		}
		switch kind, flags := head[3], head[4]; {
		case kind == frameSettings && flags&1 == 0:
			c.frame(frameSettings, 1, 0, nil)
		case kind == framePing && flags&1 == 0 && !c.mute:
			c.frame(framePing, 1, 0, payload)
		case (kind == frameData || kind == frameHeaders) && flags&1 == 1: // the end of the stream
			c.stream = binary.BigEndian.Uint32(head[5:])
			p.mu.Lock()
			p.requests++
			n := p.requests
			p.mu.Unlock()
			p.on(c, n, conn)
		}
	}
}

// client is a client with the deployed transport, except for its connections: they lead to
// the peer in the same process, so that they use the clock of a bubble. They are HTTP/2
// without TLS for that reason.
func (p *peer) client(t *testing.T, now func() time.Time) *Client {
	t.Helper()
	inProcess := transport.New()
	inProcess.DialContext = func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		t.Cleanup(func() { theirs.Close() }) // net/http keeps a connection that it does not use again
		go p.serve(theirs)
		return ours, nil
	}
	inProcess.Protocols = &http.Protocols{}
	inProcess.Protocols.SetUnencryptedHTTP2(true)
	c := peerClient(t, inProcess, "http://localhost", now)
	c.tables.put("contacts", webapi.Table{EntitySet: "contacts", LogicalName: "contact", PrimaryKey: "contactid"}) // a batch would request them
	t.Cleanup(func() {
		c.transports.CloseIdle()
	})
	return c
}

func peerClient(t *testing.T, through http.RoundTripper, url string, now func() time.Time) *Client {
	t.Helper()
	root, err := webapi.ParseRoot(url)
	if err != nil {
		t.Fatal(err)
	}
	return New(Config{
		Transport: through, Now: now, Jitter: func(time.Duration) time.Duration { return 0 },
		Credentials: func(context.Context) (auth.Credentials, error) { return auth.Credentials{Token: "t", Root: root}, nil },
	})
}

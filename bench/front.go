package main

import (
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"sns-dynamics/internal/emulator"
)

// front counts the requests that reach the emulator.
type front struct {
	emulator *emulator.Emulator
	identity *identity
	requests atomic.Int64 // to Dataverse
	refused  atomic.Int64
	host     string // the host of Dataverse
	// connecting is the delay of the first byte of a new connection.
	connecting time.Duration
	latency    time.Duration
}

func newFront(latency, connecting time.Duration) (*front, error) {
	i, err := newIdentity(latency, time.Now())
	return &front{identity: i, latency: latency, connecting: connecting}, err
}

// listen serves the three addresses over TLS until the process ends.
func (f *front) listen(dir string) (service, error) {
	var hosts [3]string
	var listeners [3]net.Listener
	for i := range hosts {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return service{}, err
		}
		hosts[i], listeners[i] = l.Addr().String(), l
	}
	f.host = hosts[0]
	var err error
	if f.emulator, err = emulator.New(emulator.Options{
		Latency: f.latency, KeepRequests: -1, AuthorityHost: "https://" + hosts[1], Issuers: &http.Client{Transport: f.identity},
	}); err != nil {
		return service{}, err
	}
	if err := f.identity.trustedBy(f.emulator); err != nil {
		return service{}, err
	}
	for _, l := range listeners {
		server := &http.Server{
			Handler: f, ReadHeaderTimeout: 10 * time.Second,
			ErrorLog: log.New(io.Discard, "", 0), // the errors of connections that a killed function leaves open
		}
		go server.ServeTLS(&lateListener{l, f.connecting}, filepath.Join(dir, certFile), filepath.Join(dir, keyFile))
	}
	c := emulator.ConnectionAt("https://" + hosts[0])
	c.AuthorityHost = "https://" + hosts[1]
	secret, err := json.Marshal(c)
	if err != nil {
		return service{}, err
	}
	f.emulator.SetSecretString(string(secret))
	return service{
		Origin: "https://" + hosts[0], Root: c.ServiceRootURL, Authority: c.AuthorityHost,
		Secrets: "https://" + hosts[2], Thumbprint: f.identity.thumbprint(),
	}, nil
}

// ServeHTTP implements http.Handler.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if f.identity.serves(r) {
		f.identity.ServeHTTP(w, r)
		return
	}
	r.Host = f.host // the emulator expects all three services on one host
	if strings.HasPrefix(r.URL.Path, "/api/") {
		f.requests.Add(1)
	}
	f.emulator.ServeHTTP(response{w, f}, r)
}

// rows counts the rows of every table.
func (f *front) rows() (map[string]int, error) {
	count := map[string]int{}
	for _, set := range f.emulator.Tables() {
		rows, err := f.emulator.Rows(set)
		if err != nil {
			return nil, err
		}
		count[set] = len(rows)
	}
	return count, nil
}

// response counts the responses with a status of 400 or more.
type response struct {
	http.ResponseWriter
	front *front
}

func (r response) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r response) WriteHeader(status int) {
	if status >= 400 {
		r.front.refused.Add(1)
	}
	r.ResponseWriter.WriteHeader(status)
}

// lateListener delays new connections like a long distance.
type lateListener struct {
	net.Listener
	wait time.Duration
}

func (l *lateListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil || l.wait == 0 {
		return c, err
	}
	return &lateConn{c, time.Now().Add(l.wait)}, nil
}

type lateConn struct {
	net.Conn
	from time.Time
}

func (c *lateConn) Read(p []byte) (int, error) {
	time.Sleep(time.Until(c.from))
	return c.Conn.Read(p)
}

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

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// front counts what reaches the emulator.
type front struct {
	emulator *dynamicstest.Emulator
	requests atomic.Int64 // to Dataverse
	refused  atomic.Int64
	host     string // of Dataverse
	// connecting is how long a new connection has to wait for its first byte.
	connecting time.Duration
}

func newFront(latency, connecting time.Duration) (*front, error) {
	e, err := dynamicstest.New(dynamicstest.Options{Latency: latency, KeepRequests: -1})
	return &front{emulator: e, connecting: connecting}, err
}

// listen serves the three addresses over TLS until the process ends.
func (f *front) listen(dir string) (service, error) {
	var hosts [3]string
	for i := range hosts {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return service{}, err
		}
		hosts[i] = l.Addr().String()
		if i == 0 {
			f.host = hosts[0]
		}
		server := &http.Server{
			Handler: f, ReadHeaderTimeout: 10 * time.Second,
			ErrorLog: log.New(io.Discard, "", 0), // connections that a killed function leaves behind
		}
		go server.ServeTLS(&lateListener{l, f.connecting}, filepath.Join(dir, certFile), filepath.Join(dir, keyFile))
	}
	c := dynamicstest.ConnectionAt("https://" + hosts[0])
	c.AuthorityHost = "https://" + hosts[1]
	secret, err := json.Marshal(c)
	if err != nil {
		return service{}, err
	}
	f.emulator.SetSecretString(string(secret))
	return service{
		Origin: "https://" + hosts[0], Root: c.ServiceRootURL, Authority: c.AuthorityHost,
		Secrets: "https://" + hosts[2],
	}, nil
}

// ServeHTTP implements http.Handler.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Host = f.host // the emulator takes all three services to be on one
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

// response counts what is refused.
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

// lateListener has new connections wait, as those over a distance do.
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

package chaos

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"time"
)

// front is what one process under test finds in the place of Dataverse, the token
// endpoint, Secrets Manager and SQS. Each process has its own, so that what a
// killed one still had on its way is not taken for the next one's.
type front struct {
	k      *killing
	worker int
	place  int // of the process among those of its worker
	server *httptest.Server
	gone   chan struct{} // closed when the process is
	http2  bool          // over TLS, so that one stream can be reset and the connection stay

	// Guarded by the mutex of killing:
	message *message
	start   *start
	until   time.Time // the deadline
	doom    *doom
	calls   int       // of the invocation
	tokens  int       // requests for one
	quiet   time.Time // how long the process was asked to wait
}

func newFront(k *killing, worker, place int) *front {
	f := &front{k: k, worker: worker, place: place, gone: make(chan struct{})}
	f.server = httptest.NewUnstartedServer(f)
	f.server.Config.ErrorLog = log.New(io.Discard, "", 0) // a process that is killed in its handshake
	if f.http2 = worker%2 == 1; f.http2 {
		f.server.EnableHTTP2 = true
		f.server.StartTLS()
	} else {
		f.server.Start()
	}
	return f
}

// begin tells what the process is going to work at. While it gets ready for it,
// nothing ends soon.
func (f *front) begin(m *message, s *start, end *doom) {
	f.message, f.start, f.until, f.doom, f.calls = m, s, time.Now().Add(tooLong), end, 0
}

// handOver starts the time of the invocation, and returns its end.
func (f *front) handOver(lasts time.Duration) time.Time {
	f.k.mu.Lock()
	defer f.k.mu.Unlock()
	f.until = time.Now().Add(lasts)
	return f.until
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.k.mu.Lock()
	f.calls++
	call, doom := f.calls, f.doom
	f.k.mu.Unlock()
	if doom.strikes(call, r) {
		if !doom.late {
			doom.strike(r, f.gone)
			return
		}
		w = &witness{w, func(int) { doom.strike(r, f.gone) }}
	}
	switch service, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), "."); {
	case service == "AmazonSQS":
		f.sqs(w, r, operation)
	case service == "secretsmanager", r.Method == http.MethodHead:
		// HEAD opens a connection, and nobody looks at its answer.
		f.k.emulator.ServeHTTP(w, r)
	default:
		f.web(w, r)
	}
}

func (f *front) web(w http.ResponseWriter, r *http.Request) {
	f.k.mu.Lock()
	x := &exchange{message: f.message, start: f.start, hurried: time.Until(f.until) < margin+time.Second}
	if left := time.Until(f.quiet); left > 0 {
		f.k.wrong(x.message, "process %d of worker %d sends %v before it may: %s", f.place, f.worker, left, r.URL.Path)
	}
	if f.http2 && r.ProtoMajor != 2 {
		f.k.wrong(x.message, "a process speaks %s", r.Proto)
	}
	x.fault = f.choose(x, r)
	if seconds, err := strconv.Atoi(x.header.Get("Retry-After")); err == nil {
		f.quiet = time.Now().Add(time.Duration(seconds) * time.Second)
	} else if at, err := http.ParseTime(x.header.Get("Retry-After")); err == nil {
		f.quiet = at
	}
	f.k.mu.Unlock()
	if x.revoke {
		f.k.emulator.RevokeTokens()
	}
	defer f.learn(x, r)
	if x.kind == "" || x.revoke {
		f.k.emulator.ServeHTTP(&witness{w, func(status int) { x.genuine = status }}, r)
		return
	}
	x.play(w, r, f.k.emulator, &x.genuine)
}

// sqs keeps what the function sends. What it hands over can be had at once: the
// delay is SQS's affair.
func (f *front) sqs(w http.ResponseWriter, r *http.Request, operation string) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // killed in the middle of its call
	}
	f.k.mu.Lock()
	status, answer := f.k.keep(operation, body, f.start)
	f.k.mu.Unlock()
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(status)
	io.WriteString(w, answer)
}

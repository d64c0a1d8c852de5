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

// backend stands for Dataverse, the token endpoint, Secrets Manager and SQS for one
// process under test. Each process has its own backend, so that no late request of a
// killed process counts for the next process.
type backend struct {
	k      *killing
	worker int
	place  int // of the process among the processes of its worker
	server *httptest.Server
	gone   chan struct{} // closed when the process has ended
	http2  bool          // over TLS: a fault can reset one stream and keep the connection

	// The mutex of killing guards the following fields:
	message    *message
	start      *start
	until      time.Time // the deadline
	killPoint  *killPoint
	calls      int       // of the invocation
	tokens     int       // token requests
	quietUntil time.Time // end of the time in which the process must send nothing
}

func newBackend(k *killing, worker, place int) *backend {
	f := &backend{k: k, worker: worker, place: place, gone: make(chan struct{})}
	f.server = httptest.NewUnstartedServer(f)
	f.server.Config.ErrorLog = log.New(io.Discard, "", 0) // a killed process may fail in its TLS handshake
	if f.http2 = worker%2 == 1; f.http2 {
		f.server.EnableHTTP2 = true
		f.server.StartTLS()
	} else {
		f.server.Start()
	}
	return f
}

// begin sets the message that the process will work on. The deadline does not run while
// the process gets ready.
func (f *backend) begin(m *message, s *start, end *killPoint) {
	f.message, f.start, f.until, f.killPoint, f.calls = m, s, time.Now().Add(tooLong), end, 0
}

// handOver starts the time of the invocation, and returns its deadline.
func (f *backend) handOver(lasts time.Duration) time.Time {
	f.k.mu.Lock()
	defer f.k.mu.Unlock()
	f.until = time.Now().Add(lasts)
	return f.until
}

func (f *backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.k.mu.Lock()
	f.calls++
	call, killPoint := f.calls, f.killPoint
	f.k.mu.Unlock()
	if killPoint.matches(call, r) {
		if !killPoint.late {
			killPoint.trigger(r, f.gone)
			return
		}
		w = &statusRecorder{w, func(int) { killPoint.trigger(r, f.gone) }}
	}
	switch service, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), "."); {
	case service == "AmazonSQS":
		f.sqs(w, r, operation)
	case service == "secretsmanager", r.Method == http.MethodHead:
		// HEAD opens a connection. The client does not read the response.
		f.k.emulator.ServeHTTP(w, r)
	default:
		f.web(w, r)
	}
}

func (f *backend) web(w http.ResponseWriter, r *http.Request) {
	f.k.mu.Lock()
	f.start.asked = true
	x := &exchange{message: f.message, start: f.start, hurried: time.Until(f.until) < margin+time.Second}
	if left := time.Until(f.quietUntil); left > 0 {
		f.k.wrong(x.message, "process %d of worker %d sends %v before it may: %s", f.place, f.worker, left, r.URL.Path)
	}
	if f.http2 && r.ProtoMajor != 2 {
		f.k.wrong(x.message, "a process speaks %s", r.Proto)
	}
	x.fault = f.choose(x, r)
	if seconds, err := strconv.Atoi(x.header.Get("Retry-After")); err == nil {
		f.quietUntil = time.Now().Add(time.Duration(seconds) * time.Second)
	} else if at, err := http.ParseTime(x.header.Get("Retry-After")); err == nil {
		f.quietUntil = at
	}
	f.k.mu.Unlock()
	if x.revoke {
		f.k.emulator.RevokeTokens()
	}
	defer f.recordOutcome(x, r)
	if x.kind == "" || x.revoke {
		f.k.emulator.ServeHTTP(&statusRecorder{w, func(status int) { x.genuine = status }}, r)
		return
	}
	x.serveFault(w, r, f.k.emulator, &x.genuine)
}

// sqs stores the messages that the function sends. They are available immediately: the
// delay is tested elsewhere.
func (f *backend) sqs(w http.ResponseWriter, r *http.Request, operation string) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // killed during its call
	}
	f.k.mu.Lock()
	status, response := f.k.serveSQS(operation, body, f.start)
	f.k.mu.Unlock()
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(status)
	io.WriteString(w, response)
}

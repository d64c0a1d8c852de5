package chaos

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"time"
)

// reaches reports whether the server gets the request while the client waits.
func (f fault) reaches() bool { return f.kind == "" || f.revoke || f.after || f.truncate }

// replacement returns the response that replaces the true one.
func (f fault) replacement(r *http.Request) *http.Response {
	header := http.Header{}
	switch {
	case f.bare:
	case isSignIn(r):
		header.Set("X-Ms-Request-Id", "11111111-0000-4000-8000-000000000001")
	default:
		header.Set("OData-Version", "4.0")
		header.Set("X-Ms-Service-Request-Id", "11111111-0000-4000-8000-000000000002")
		header.Set("REQ_ID", "11111111-0000-4000-8000-000000000003")
	}
	maps.Copy(header, f.header)
	return &http.Response{
		Status: strconv.Itoa(f.status) + " " + http.StatusText(f.status), StatusCode: f.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: header,
		Body: io.NopCloser(bytes.NewReader([]byte(f.body))), ContentLength: int64(len(f.body)), Request: r,
	}
}

// cut returns a response that ends in the middle of its body. A response without a body
// stays complete.
func cut(resp *http.Response) (*http.Response, error) {
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body[:len(body)/2]), brokenOff{len(body) > 0}))
	return resp, nil
}

// brokenOff is a reader that ends too early.
type brokenOff struct{ early bool }

func (b brokenOff) Read([]byte) (int, error) {
	if b.early {
		return 0, io.ErrUnexpectedEOF
	}
	return 0, io.EOF
}

// serveFault makes a request over a real connection meet the fault. It sets genuine to
// the status of the server's own response, or to 0 if the server does not respond.
func (f fault) serveFault(w http.ResponseWriter, r *http.Request, server http.Handler, genuine *int) {
	recorder := httptest.NewRecorder()
	if f.reaches() {
		server.ServeHTTP(recorder, r)
		*genuine = recorder.Code
	}
	_, _ = io.Copy(io.Discard, r.Body) // otherwise the server does not notice that the client closed the connection
	switch {
	case f.stall:
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	case f.drop:
		panic(http.ErrAbortHandler)
	case f.truncate:
		body := recorder.Body.Bytes()
		maps.Copy(w.Header(), recorder.Header())
		if len(body) > 0 {
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		}
		w.WriteHeader(recorder.Code)
		if len(body) > 0 {
			_, _ = w.Write(body[:len(body)/2])
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}
	default:
		response := f.replacement(r)
		maps.Copy(w.Header(), response.Header)
		if f.bare && f.body == "" {
			w.Header()["Content-Type"] = nil
		}
		w.WriteHeader(f.status)
		_, _ = io.WriteString(w, f.body)
	}
}

// commitLate carries out a request later, when the client has given it up.
func (n network) commitLate(x *requestTrace, r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	ctx := withoutDeadline(r)
	later := time.Duration(x.random("late").Int64N(int64(longestCommit)))
	n.w.mu.Lock()
	defer n.w.mu.Unlock()
	n.w.after(later, func() {
		again := r.Clone(ctx)
		again.Body = io.NopCloser(bytes.NewReader(body))
		resp, err := n.w.emulator.Transport().RoundTrip(again)
		if err != nil {
			n.w.wrong(x.messages[0], "a late commit: %v", err)
			return
		}
		x.note("late, after %v: %d", later.Round(time.Second), resp.StatusCode)
		x.reached = time.Now()
		response, _ := io.ReadAll(resp.Body)
		if done := x.carriedOut(resp.StatusCode, string(response)); len(done) > 0 {
			n.w.faultCounts.count("carried out late", done...)
			x.commit(done)
		}
	})
	return nil
}

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

// reaches reports whether the request gets to the server while the client waits.
func (f fault) reaches() bool { return f.kind == "" || f.revoke || f.after || f.truncate }

// answerTo is what the client is told in the place of the true answer.
func (f fault) answerTo(r *http.Request) *http.Response {
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

// cut is an answer that breaks off in the middle of its body; one without a body
// arrives whole.
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

// play has a request over a real connection meet the fault. It returns the status of
// the server's own answer, 0 where it gave none.
func (f fault) play(w http.ResponseWriter, r *http.Request, server http.Handler, genuine *int) {
	recorder := httptest.NewRecorder()
	if f.reaches() {
		server.ServeHTTP(recorder, r)
		*genuine = recorder.Code
	}
	_, _ = io.Copy(io.Discard, r.Body) // else the server does not see that the client is gone
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
		answer := f.answerTo(r)
		maps.Copy(w.Header(), answer.Header)
		if f.bare && f.body == "" {
			w.Header()["Content-Type"] = nil
		}
		w.WriteHeader(f.status)
		_, _ = io.WriteString(w, f.body)
	}
}

// commitLate carries a request out that the client has given up.
func (n network) commitLate(x *passage, r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	ctx := withoutDeadline(r)
	later := time.Duration(x.dice("late").Int64N(int64(longestCommit)))
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
		answer, _ := io.ReadAll(resp.Body)
		if done := x.carriedOut(resp.StatusCode, string(answer)); len(done) > 0 {
			n.w.tally.count("carried out late", done...)
			x.commit(done)
		}
	})
	return nil
}

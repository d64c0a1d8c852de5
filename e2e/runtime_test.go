//go:build e2e

package e2e

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// function is the compiled function behind a Lambda Runtime API.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
type function struct {
	events  chan string
	answers chan answer
	log     *logBuffer
	// time is the time for each invocation.
	time time.Duration
}

// answer is the result of one invocation that the function sent to Lambda.
type answer struct {
	failed bool
	body   string
}

// startFunction compiles the function for deployment and starts it with the environment of
// the template.
func startFunction(t *testing.T, env ...string) *function {
	t.Helper()
	f := &function{events: make(chan string), answers: make(chan answer), log: &logBuffer{}, time: time.Minute}
	const prefix = "/2018-06-01/runtime/"
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+prefix+"invocation/next", func(w http.ResponseWriter, r *http.Request) {
		select {
		case event := <-f.events:
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", "11111111-2222-4333-8444-555555555555")
			w.Header().Set("Lambda-Runtime-Deadline-Ms", deadline(f.time))
			w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:123456789012:function:sns-dynamics")
			io.WriteString(w, event)
		case <-r.Context().Done():
		}
	})
	report := func(failed bool) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			w.WriteHeader(http.StatusAccepted)
			f.answers <- answer{failed, string(body)}
		}
	}
	mux.HandleFunc("POST "+prefix+"invocation/{id}/response", report(false))
	mux.HandleFunc("POST "+prefix+"invocation/{id}/error", report(true))
	mux.HandleFunc("POST "+prefix+"init/error", report(true))
	server := httptest.NewServer(mux)
	bootstrap := build(t, "./lambda", "-trimpath", "-tags", "lambda.norpc")
	cmd := exec.Command(bootstrap)
	cmd.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "AWS_LAMBDA_RUNTIME_API=" + strings.TrimPrefix(server.URL, "http://"),
		"AWS_LAMBDA_LOG_FORMAT=JSON", "AWS_LAMBDA_LOG_LEVEL=INFO",
	}, env...)
	cmd.Stdout, cmd.Stderr = f.log, f.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		server.CloseClientConnections()
		server.Close()
		unseen(t, "the function's log", f.log.String())
	})
	return f
}

// invoke passes one event to the function and waits for its result.
func (f *function) invoke(t *testing.T, event string) answer {
	t.Helper()
	limit := time.After(time.Minute)
	select {
	case f.events <- event:
	case <-limit:
		t.Fatalf("the function asks for no event:\n%s", f.log)
	}
	select {
	case a := <-f.answers:
		unseen(t, "the function's answer", a.body)
		return a
	case <-limit:
		t.Fatalf("the function does not respond:\n%s", f.log)
	}
	return answer{}
}

// logged waits for a text in the function's log. The result of an invocation may arrive
// before the lines that the function wrote earlier.
func (f *function) logged(t *testing.T, want string) {
	t.Helper()
	limit := time.After(patience)
	for tick := time.Tick(10 * time.Millisecond); ; {
		if strings.Contains(f.log.String(), want) {
			return
		}
		select {
		case <-tick:
		case <-limit:
			t.Errorf("no %s in the function's log:\n%s", want, f.log)
			return
		}
	}
}

// logBuffer is a text that one goroutine writes while others read.
type logBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

package chaos

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"sns-dynamics/internal/emulator"
)

// process is the compiled function behind a Lambda Runtime API.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
type process struct {
	backend *backend
	runtime *httptest.Server
	events  chan runtimeEvent
	results chan reported
	log     strings.Builder // os/exec writes to it until the process has ended
	cmd     *exec.Cmd
}

// runtimeEvent is an event, and the time that the function has for it.
type runtimeEvent struct {
	event string
	lasts time.Duration
}

// reported is the result of one invocation that the function sent to Lambda.
type reported struct {
	failed bool
	body   string
}

// tooLong is the time after which the test gives up.
const tooLong = 30 * time.Second

// newProcess returns a process that is not started.
func newProcess(bootstrap string, f *backend) *process {
	p := &process{backend: f, events: make(chan runtimeEvent), results: make(chan reported, 1)}
	const prefix = "/2018-06-01/runtime/"
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+prefix+"invocation/next", func(w http.ResponseWriter, r *http.Request) {
		select {
		case i := <-p.events:
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", "11111111-2222-4333-8444-555555555555")
			w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(f.handOver(i.lasts).UnixMilli(), 10))
			io.WriteString(w, i.event)
		case <-r.Context().Done():
		}
	})
	told := func(failed bool) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return // killed while it sent the result
			}
			select {
			case p.results <- reported{failed, string(body)}:
			default: // the invocation has ended already
			}
			w.WriteHeader(http.StatusAccepted)
		}
	}
	mux.HandleFunc("POST "+prefix+"invocation/{id}/response", told(false))
	mux.HandleFunc("POST "+prefix+"invocation/{id}/error", told(true))
	mux.HandleFunc("POST "+prefix+"init/error", told(true))
	p.runtime = httptest.NewServer(mux)
	p.cmd = exec.Command(bootstrap)
	p.cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "AWS_LAMBDA_RUNTIME_API=" + strings.TrimPrefix(p.runtime.URL, "http://"),
		"AWS_LAMBDA_LOG_FORMAT=JSON", "AWS_LAMBDA_LOG_LEVEL=INFO",
		"DYNAMICS_SECRET_ARN=" + emulator.SecretARN, "PATIENCE=0", "RETRY_QUEUE_URL=" + queueURL("work"), "DEAD_LETTER_QUEUE_URL=" + queueURL("dead"),
		"METRICS_NAMESPACE=" + namespace, "AWS_REGION=" + region, "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test",
		"AWS_ENDPOINT_URL_SECRETS_MANAGER=" + f.server.URL, "AWS_ENDPOINT_URL_SQS=" + f.server.URL,
	}
	for name, value := range fenceVariables() {
		p.cmd.Env = append(p.cmd.Env, name+"="+value)
	}
	if f.http2 {
		p.cmd.Env = append(p.cmd.Env, "SSL_CERT_FILE="+f.k.trust(f.server.Certificate(), f.worker, f.place))
	}
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	return p
}

// end sends SIGKILL. It returns the log when the process and all its requests have
// ended.
func (p *process) end() (log string) {
	if p.cmd.Process != nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait() // returns the error of the kill
	}
	close(p.backend.gone)
	p.runtime.Close()
	p.backend.server.Close()
	return p.log.String()
}

// invoke passes an event to the function. kill is true if the kill point came before the
// response.
func (p *process) invoke(event string, lasts time.Duration, end *killPoint) (response reported, kill bool, took time.Duration, err error) {
	limit := time.NewTimer(tooLong)
	defer limit.Stop()
	var signal <-chan struct{}
	if end != nil {
		signal = end.signal
	}
	select {
	case p.events <- runtimeEvent{event, lasts}:
	case <-signal: // while the process starts
		return reported{}, true, 0, nil
	case a := <-p.results:
		return reported{}, false, 0, fmt.Errorf("the function does not start: %s", a.body)
	case <-limit.C:
		return reported{}, false, 0, fmt.Errorf("the function asks for no event")
	}
	began := time.Now()
	var death <-chan time.Time
	if end != nil && signal == nil {
		death = time.After(end.after)
	}
	select {
	case a := <-p.results:
		return a, false, time.Since(began), nil
	case <-signal:
	case <-death:
	case <-limit.C:
		return reported{}, false, 0, fmt.Errorf("the function does not respond")
	}
	return reported{}, true, time.Since(began), nil
}

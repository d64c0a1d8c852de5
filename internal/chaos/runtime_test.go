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

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// process is the compiled function behind a Lambda Runtime API.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
type process struct {
	front   *front
	runtime *httptest.Server
	events  chan invitation
	answers chan reported
	log     strings.Builder // os/exec writes to it until the process is gone
	cmd     *exec.Cmd
}

// invitation is an event, and how long the function has for it.
type invitation struct {
	event string
	lasts time.Duration
}

// reported is what the function told Lambda of one invocation.
type reported struct {
	failed bool
	body   string
}

// tooLong is when the test gives up.
const tooLong = 30 * time.Second

// newProcess makes a process that is not started yet.
func newProcess(bootstrap string, f *front) *process {
	p := &process{front: f, events: make(chan invitation), answers: make(chan reported, 1)}
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
				return // killed in the middle of telling
			}
			select {
			case p.answers <- reported{failed, string(body)}:
			default: // of an invocation that is over already
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
		"DYNAMICS_SECRET_ARN=" + dynamicstest.SecretARN, "PATIENCE=0", "RETRY_QUEUE_URL=" + queueURL("work"), "DEAD_LETTER_QUEUE_URL=" + queueURL("dead"),
		"METRICS_NAMESPACE=" + namespace, "AWS_REGION=" + region, "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test",
		"AWS_ENDPOINT_URL_SECRETS_MANAGER=" + f.server.URL, "AWS_ENDPOINT_URL_SQS=" + f.server.URL,
	}
	if f.http2 {
		p.cmd.Env = append(p.cmd.Env, "SSL_CERT_FILE="+f.k.trust(f.server.Certificate(), f.worker, f.place))
	}
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	return p
}

// end sends SIGKILL. It returns, with what the process logged, when the process
// is gone and nothing that it sent is still under way.
func (p *process) end() (log string) {
	if p.cmd.Process != nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait() // says that it was killed
	}
	close(p.front.gone)
	p.runtime.Close()
	p.front.server.Close()
	return p.log.String()
}

// invoke hands an event to the function. When its end has come before the
// function answered, it is to be killed.
func (p *process) invoke(event string, lasts time.Duration, end *doom) (answer reported, kill bool, took time.Duration, err error) {
	limit := time.NewTimer(tooLong)
	defer limit.Stop()
	var come <-chan struct{}
	if end != nil {
		come = end.come
	}
	select {
	case p.events <- invitation{event, lasts}:
	case <-come: // while it gets ready
		return reported{}, true, 0, nil
	case a := <-p.answers:
		return reported{}, false, 0, fmt.Errorf("the function does not start: %s", a.body)
	case <-limit.C:
		return reported{}, false, 0, fmt.Errorf("the function asks for no event")
	}
	began := time.Now()
	var death <-chan time.Time
	if end != nil && come == nil {
		death = time.After(end.after)
	}
	select {
	case a := <-p.answers:
		return a, false, time.Since(began), nil
	case <-come:
	case <-death:
	case <-limit.C:
		return reported{}, false, 0, fmt.Errorf("the function does not answer")
	}
	return reported{}, true, time.Since(began), nil
}

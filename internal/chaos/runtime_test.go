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
)

// process is the compiled function behind a Lambda Runtime API, to be started
// anew after it was killed.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
type process struct {
	bootstrap string
	env       []string
	server    *httptest.Server
	events    chan string
	answers   chan reported
	log       strings.Builder // of the process that runs; os/exec writes to it
	cmd       *exec.Cmd       // nil when none runs
}

// reported is what the function told Lambda of one invocation.
type reported struct {
	failed bool
	body   string
}

// tooLong is when the test gives up.
const tooLong = 30 * time.Second

func newProcess(bootstrap string, env []string) *process {
	p := &process{bootstrap: bootstrap, env: env, events: make(chan string), answers: make(chan reported, 1)}
	const prefix = "/2018-06-01/runtime/"
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+prefix+"invocation/next", func(w http.ResponseWriter, r *http.Request) {
		select {
		case event := <-p.events:
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", "11111111-2222-4333-8444-555555555555")
			w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(time.Now().Add(tooLong/2).UnixMilli(), 10))
			io.WriteString(w, event)
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
	p.server = httptest.NewServer(mux)
	return p
}

func (p *process) start() error {
	p.log.Reset()
	p.cmd = exec.Command(p.bootstrap)
	p.cmd.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "AWS_LAMBDA_RUNTIME_API=" + strings.TrimPrefix(p.server.URL, "http://"),
		"AWS_LAMBDA_LOG_FORMAT=JSON", "AWS_LAMBDA_LOG_LEVEL=INFO",
	}, p.env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	return p.cmd.Start()
}

// kill sends SIGKILL, and returns when the process is gone.
func (p *process) kill() {
	if p.cmd != nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait() // says that it was killed
		p.cmd = nil
	}
}

func (p *process) close() {
	p.kill()
	p.server.CloseClientConnections()
	p.server.Close()
}

// invoke hands an event to the function. When the function has not answered
// after the time given, unless that is 0, it is killed.
func (p *process) invoke(event string, after time.Duration) (answer reported, killed bool, took time.Duration, err error) {
	limit := time.NewTimer(tooLong)
	defer limit.Stop()
	select {
	case <-p.answers: // what a killed process told too late
	default:
	}
	select {
	case p.events <- event:
	case <-limit.C:
		p.kill()
		return reported{}, false, 0, fmt.Errorf("the function asks for no event:\n%s", p.log.String())
	}
	began := time.Now()
	var death <-chan time.Time
	if after > 0 {
		timer := time.NewTimer(after)
		defer timer.Stop()
		death = timer.C
	}
	select {
	case a := <-p.answers:
		return a, false, time.Since(began), nil
	case <-death:
		p.kill()
		return reported{}, true, time.Since(began), nil
	case <-limit.C:
		p.kill()
		return reported{}, false, 0, fmt.Errorf("the function does not answer:\n%s", p.log.String())
	}
}

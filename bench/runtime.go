package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"sns-dynamics/internal/emulator"
)

// runtimeAPI is the Lambda Runtime API for one function process.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
type runtimeAPI struct {
	server  *http.Server
	address string
	events  chan []byte
	answers chan outcome
}

// outcome is the result that a function reported of an invocation or of its start.
type outcome struct {
	failed bool
	body   string
}

func newRuntimeAPI() (*runtimeAPI, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	a := &runtimeAPI{address: l.Addr().String(), events: make(chan []byte, 1), answers: make(chan outcome, 1)}
	const prefix = "/2018-06-01/runtime/"
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+prefix+"invocation/next", func(w http.ResponseWriter, r *http.Request) {
		select {
		case event := <-a.events:
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", "11111111-2222-4333-8444-555555555555")
			w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(time.Now().Add(150*time.Second).UnixMilli(), 10))
			w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:111122223333:function:bench")
			w.Write(event)
		case <-r.Context().Done():
		}
	})
	told := func(failed bool) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			w.WriteHeader(http.StatusAccepted)
			select {
			case a.answers <- outcome{failed || err != nil, string(body)}:
			default: // a second outcome has no reader
			}
		}
	}
	mux.HandleFunc("POST "+prefix+"invocation/{id}/response", told(false))
	mux.HandleFunc("POST "+prefix+"invocation/{id}/error", told(true))
	mux.HandleFunc("POST "+prefix+"init/error", told(true))
	a.server = &http.Server{Handler: mux}
	go a.server.Serve(l)
	return a, nil
}

func (a *runtimeAPI) close() { a.server.Close() }

// process is the process of a function, started as Lambda starts it.
type process struct {
	api *runtimeAPI
	cmd *exec.Cmd
	log bytes.Buffer
}

// start runs a binary with the environment of the template, and with further variables.
func (a *runtimeAPI) start(binary, caFile string, e *emulatorProcess, more ...string) (*process, error) {
	p := &process{api: a, cmd: exec.Command(binary)}
	p.cmd.Env = append([]string{
		"AWS_LAMBDA_RUNTIME_API=" + a.address, "AWS_LAMBDA_FUNCTION_NAME=bench", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=256",
		"AWS_LAMBDA_LOG_FORMAT=JSON", "AWS_LAMBDA_LOG_LEVEL=INFO", "AWS_REGION=eu-west-1",
		"AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "AWS_SESSION_TOKEN=test",
		"AWS_ENDPOINT_URL_SECRETS_MANAGER=" + e.Secrets, "DYNAMICS_SECRET_ARN=" + emulator.SecretARN,
		"SSL_CERT_FILE=" + caFile,
	}, more...)
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	return p, p.cmd.Start()
}

// invoke passes an event to the function and waits for its success.
func (p *process) invoke(event []byte) error {
	limit := time.NewTimer(2 * time.Minute)
	defer limit.Stop()
	select {
	case p.api.events <- event:
	case <-limit.C:
		return errors.New("the function asks for no event")
	}
	select {
	case o := <-p.api.answers:
		if o.failed || strings.Contains(o.body, "itemIdentifier") {
			return fmt.Errorf("the function failed: %.300s", o.body)
		}
		return nil
	case <-limit.C:
		return errors.New("the function does not answer")
	}
}

// end kills the process and discards its last outcome.
func (p *process) end() string {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait() // the error only says that the process was killed
	select {
	case <-p.api.answers:
	default:
	}
	return p.log.String()
}

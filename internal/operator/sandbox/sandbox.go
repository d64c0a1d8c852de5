package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/function/route"
)

// Command makes the command of a process that calls [Serve] with its standard input and output.
type Command func() (*exec.Cmd, error)

// Sandbox runs messages one after the other in a process. It starts the process at the first
// message, and anew after a message that ended it. It is not safe for concurrent use.
type Sandbox struct {
	command Command
	file    route.File
	process *process
}

// New returns the sandbox of routes.
func New(command Command, file route.File) *Sandbox { return &Sandbox{command: command, file: file} }

type process struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	jobs   *json.Encoder
	out    *json.Decoder
	stderr *head
}

// Resolve runs the routes of a message, as [route.Table.Resolve] does. The error is
// [ErrMemory], [ErrTime], the error of ctx or an error of the process.
func (s *Sandbox) Resolve(ctx context.Context, e message.Envelope) (Result, error) {
	if s.process == nil {
		p, err := s.start()
		if err != nil {
			return Result{}, fmt.Errorf("start the process of the mappings: %w", err)
		}
		s.process = p
	}
	timed, cancel := context.WithTimeoutCause(ctx, MaxTime, ErrTime)
	defer cancel()
	p := s.process
	stop := context.AfterFunc(timed, func() { _ = p.cmd.Process.Kill() }) // an error: it has ended
	defer stop()
	var result Result
	err := p.jobs.Encode(e)
	if err == nil {
		err = p.out.Decode(&result)
	}
	if err != nil {
		s.process = nil
		return Result{}, p.failure(timed, err)
	}
	return result, nil
}

func (s *Sandbox) start() (*process, error) {
	cmd, err := s.command()
	if err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, stderr: &head{}}
	cmd.Stderr = p.stderr
	cmd.Env = append(cmd.Environ(), "TZ=UTC") // as in Lambda: strptime knows the names of the local zone
	if p.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.jobs, p.out = json.NewEncoder(p.in), json.NewDecoder(out)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	_ = p.jobs.Encode(s.file) // after an error the first message fails too, with its reason
	return p, nil
}

// failure waits for the end of the process, and says why it ended.
func (p *process) failure(ctx context.Context, err error) error {
	_ = p.in.Close() // the process has ended, or ends by this
	ended := p.cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case p.cmd.ProcessState.ExitCode() == exitMemory, bytes.Contains(p.stderr.text, []byte("out of memory")):
		return ErrMemory
	case ended != nil:
		err = ended
	}
	return fmt.Errorf("the process of the mappings: %w: %s", err, bytes.TrimSpace(p.stderr.text))
}

// Close ends the process. The error is the error of the process.
func (s *Sandbox) Close() error {
	if s.process == nil {
		return nil
	}
	p := s.process
	s.process = nil
	return errors.Join(p.in.Close(), p.cmd.Wait())
}

// head keeps the first part of the errors of the process.
type head struct{ text []byte }

const maxStderr = 2000

// Write keeps up to 2,000 bytes.
func (h *head) Write(b []byte) (int, error) {
	h.text = append(h.text, b[:min(len(b), maxStderr-len(h.text))]...)
	return len(b), nil
}

package cli

import (
	"context"
	"io"
)

// interruptible waits for a read, but not longer than ctx lasts. The read itself goes on
// in its goroutine until the process ends.
func interruptible(ctx context.Context, read func() ([]byte, error)) ([]byte, error) {
	type result struct {
		text []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text, err := read()
		done <- result{text, err}
	}()
	select {
	case r := <-done:
		return r.text, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// InterruptibleReader returns a reader whose Read returns the error of ctx as soon as
// ctx ends, so that Ctrl-C does not wait for input. Input that arrives later is lost.
func InterruptibleReader(ctx context.Context, r io.Reader) io.Reader {
	return interruptibleReader{ctx, r}
}

type interruptibleReader struct {
	ctx context.Context
	r   io.Reader
}

func (i interruptibleReader) Read(p []byte) (int, error) {
	text, err := interruptible(i.ctx, func() ([]byte, error) {
		own := make([]byte, len(p)) // p belongs to the caller again when ctx ends
		n, err := i.r.Read(own)
		return own[:n], err
	})
	return copy(p, text), err
}

package main

import (
	"context"
	"io"
)

// interruptible reads, but waits no longer than ctx lasts. The read itself goes
// on: nothing ends it but the process.
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

// interruptibleReader is a reader that does not hold up Ctrl-C while nothing
// comes. What is read after the context ended is lost.
type interruptibleReader struct {
	ctx context.Context
	r   io.Reader
}

// Read returns the context's error when it ends.
func (i interruptibleReader) Read(p []byte) (int, error) {
	text, err := interruptible(i.ctx, func() ([]byte, error) {
		own := make([]byte, len(p)) // p is the caller's again when the context ends
		n, err := i.r.Read(own)
		return own[:n], err
	})
	return copy(p, text), err
}

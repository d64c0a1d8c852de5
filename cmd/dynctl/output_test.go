package main

import (
	"bufio"
	"io"
	"strings"
	"testing"
	"time"
)

// lineLimit bounds the wait for a line of a running command.
const lineLimit = 30 * time.Second

// output is the output of a command that runs until the test ends. A test reads it line by
// line, and fails if a line does not come in time.
type output struct {
	lines chan string // closed at the end
	read  strings.Builder
}

func readOutput(r io.Reader) *output {
	o := &output{lines: make(chan string, 1000)}
	go func() {
		defer close(o.lines)
		for in := bufio.NewReader(r); ; {
			line, err := in.ReadString('\n')
			if line != "" {
				o.lines <- line
			}
			if err != nil {
				return
			}
		}
	}()
	return o
}

// line returns the next line.
func (o *output) line(t *testing.T) string {
	t.Helper()
	return o.await(t, "")
}

// await returns the next line that contains a text.
func (o *output) await(t *testing.T, want string) string {
	t.Helper()
	limit := time.NewTimer(lineLimit)
	defer limit.Stop()
	for {
		select {
		case line, more := <-o.lines:
			if !more {
				t.Fatalf("the output ends without a line that contains %q:\n%s", want, &o.read)
			}
			o.read.WriteString(line)
			if strings.Contains(line, want) {
				return line
			}
		case <-limit.C:
			t.Fatalf("no line that contains %q within %v:\n%s", want, lineLimit, &o.read)
		}
	}
}

package main

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
)

// TestInterruptedStdin sends Ctrl-C to commands that wait for standard input.
func TestInterruptedStdin(t *testing.T) {
	for _, args := range []string{"validate -", "publish - --topic arn:aws:sns:eu-west-1:111122223333:operations"} {
		stdin, w := io.Pipe()
		ctx, interrupt := context.WithCancel(t.Context())
		go func() {
			_, _ = w.Write([]byte("{")) // returns when it has been read
			interrupt()
		}()
		var stdout, stderr bytes.Buffer
		if code := run(ctx, strings.Fields(args), stdin, &stdout, &stderr); code != exitInterrupted || stderr.String() != "dynctl: interrupted\n  do: run the same command again\n" {
			t.Errorf("%s: exit code %d, %s%s", args, code, &stdout, &stderr)
		}
		w.Close()
	}
}

package main

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"sns-dynamics/internal/cli"
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
		if code := run(ctx, strings.Fields(args), stdin, &stdout, &stderr); code != cli.ExitInterrupted || stderr.String() != "dynctl: interrupted\n  do: run the same command again\n" {
			t.Errorf("%s: exit code %d, %s%s", args, code, &stdout, &stderr)
		}
		w.Close()
	}
}

// TestDemoInterrupted: an interrupted demo reports the interruption, and does not report
// the cut-off event as a wrong result.
func TestDemoInterrupted(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	var stderr bytes.Buffer
	if code := run(ctx, []string{"demo"}, strings.NewReader(""), io.Discard, &stderr); code != cli.ExitInterrupted {
		t.Errorf("exit code %d, want %d: %s", code, cli.ExitInterrupted, &stderr)
	}
}

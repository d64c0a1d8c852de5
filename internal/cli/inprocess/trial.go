package inprocess

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operator/replay"
)

// Trial is a run of events through the function, against an emulator of its own.
type Trial struct {
	Deployed Deployed
	Emulator emulator.Options
	// LeavesOutPreparation says that the transcript lacks the sign-in and the requests for
	// definitions of tables.
	LeavesOutPreparation bool
	// Advice says what to do about a message that failed.
	Advice string
}

// Run runs the events, and shows what they become. The error says how many messages failed, or
// is an error of the emulator, of the output or of ctx.
func (r Trial) Run(ctx context.Context, a *cli.App, events []replay.Event) (cli.Result, error) {
	w := cli.TerminalSafe(a.Stdout)
	if a.JSON {
		w = io.Discard
	}
	server, err := emulator.Start("127.0.0.1:0", r.Emulator)
	if err != nil {
		return cli.Result{}, err
	}
	defer server.Close()
	log := &Log{}
	t, err := NewTranscript(w, server, log)
	if err != nil {
		return cli.Result{}, err
	}
	if r.LeavesOutPreparation {
		t.LeaveOutPreparation()
	}
	t.Deployed = r.Deployed
	handler := NewFunction(server.Connection(), r.Deployed, slog.New(log))
	fmt.Fprint(w, "Against the embedded emulator, with the rows of its schema: not your environment.\n\n")
	for _, e := range events {
		// The log has the errors, and the transcript shows them.
		_ = t.Run(ctx, e.Name, e.Name, e.Payload, func() error {
			_, err := handler.Invoke(ctx, e.Payload)
			return err
		})
		if ctx.Err() != nil {
			return cli.Result{Data: t.Data}, ctx.Err()
		}
	}
	if err := t.Finish(); err != nil {
		return cli.Result{Data: t.Data}, err
	}
	if t.Failed > 0 {
		return cli.Result{Data: t.Data}, cli.SomeFailed(t.Failed, replay.Count(events), "failed", r.Advice)
	}
	return cli.Result{Data: t.Data}, nil
}

package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"sns-dynamics/internal/dynamics/dynamicstest"
	"sns-dynamics/internal/replay"
)

// replayHere runs events as the demo does.
func (a *app) replayHere(ctx context.Context, events []replay.Event) (answer, error) {
	var w io.Writer = harmless{a.stdout}
	if a.asJSON {
		w = io.Discard
	}
	server, err := dynamicstest.Start("127.0.0.1:0", dynamicstest.Options{})
	if err != nil {
		return answer{}, err
	}
	defer server.Close()
	before, err := snapshot(server.Emulator)
	if err != nil {
		return answer{}, err
	}
	j := &journal{}
	handler := emulatedFunction(server.Connection(), slog.New(j))
	p := printer{w: w, connection: server.Connection()}
	fmt.Fprint(w, "Against the embedded emulator, with the rows of its schema: not your environment.\n\n")
	var shown demoData
	failed := 0
	for _, e := range events {
		j.forget()
		server.ForgetRequests()
		// What failed is in the log lines, which are shown.
		_, _ = handler.Invoke(ctx, e.Payload)
		if ctx.Err() != nil {
			return answer{data: shown}, ctx.Err()
		}
		p.event(e.Name, j.records, server.Requests())
		shown.Events = append(shown.Events, newDemoEvent(e.Name, j.records, server.Requests()))
		for _, line := range j.records {
			if text(line, "error") != "" {
				failed++
			}
		}
	}
	after, err := snapshot(server.Emulator)
	if err != nil {
		return answer{data: shown}, err
	}
	p.rows(before, after)
	shown.Rows = changed(before, after)
	if failed > 0 {
		return answer{data: shown}, some(failed, countMessages(events), "failed", "read the reason above; dynctl validate says what is wrong with a message")
	}
	return answer{data: shown}, nil
}

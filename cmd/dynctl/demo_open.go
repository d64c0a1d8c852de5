package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// demoOpen shows the demo, and then serves it as a page until ctx ends. Its function
// has queues, so that what can never succeed ends as a dead letter.
func (a *app) demoOpen(ctx context.Context) error {
	if a.asJSON {
		return usagef("--open is for people: leave out --json, or look at dynctl emulate --json")
	}
	j := &journal{}
	server, err := startInspected("127.0.0.1:0", dynamicstest.Options{}, 0, j) // its events end at once
	if err != nil {
		return err
	}
	defer server.Close()
	_, err = replaySamples(a.stdout, server.Server, j, func(_ string, event json.RawMessage) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return server.inspector.Deliver(event)
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(a.stdout, "\nAll of it as a page, until Ctrl-C:\n\n  %s\n", server.url); err != nil {
		return err
	}
	if atTerminal(a.stdout) {
		browse(server.url)
	}
	<-ctx.Done()
	return nil
}

// browse shows a page in the user's browser, where there is a program that does. It
// is a help, not a promise: whoever has none reads the address.
func browse(url string) {
	for _, name := range []string{"xdg-open", "open"} {
		if program, err := exec.LookPath(name); err == nil {
			if cmd := exec.Command(program, url); cmd.Start() == nil {
				go cmd.Wait()
			}
			return
		}
	}
}

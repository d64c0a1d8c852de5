package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"

	"sns-dynamics/events"
	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/cli/inprocess"
	"sns-dynamics/internal/cli/screen"
)

// samples are the events of a demo.
type samples struct {
	deployed inprocess.Deployed
	all      []sample
}

// sample is an event.
type sample struct {
	heading, name string
	event         json.RawMessage
	mustFail      bool // not for the tests of routes: rows that a message needs may be missing
}

// samplesOf returns the sample events, or the messages of the tests of a folder of routes.
func samplesOf(routes string) (samples, error) {
	if routes != "" {
		return testsOf(routes)
	}
	names, err := fs.Glob(events.Files, "*.json")
	if err != nil {
		return samples{}, err
	}
	var s samples
	for _, name := range names {
		event, err := events.Files.ReadFile(name)
		if err != nil {
			return samples{}, err
		}
		s.all = append(s.all, sample{"events/" + name, name, event, events.MustFail(name)})
	}
	return s, nil
}

func testsOf(routes string) (samples, error) {
	f, err := inprocess.ReadRoutes(routes)
	if err != nil {
		return samples{}, err
	}
	if len(f.Tests) == 0 {
		return samples{}, cli.Failed("write a test beside each mapping", "%s has no tests to run", routes)
	}
	var s samples
	s.deployed.Use(f)
	for i, t := range f.Tests {
		at := fmt.Sprintf("%s:%d", t.File, t.Line)
		s.all = append(s.all, sample{at + " " + cli.OneLine(t.Name), at, t.Event(i + 1), false})
	}
	return s, nil
}

// run runs every sample on a server, and shows it; then it shows the rows and the number of
// messages of each outcome.
func (s samples) run(ctx context.Context, w io.Writer, server *inprocess.Server, log *inprocess.Log, style screen.Style) (inprocess.Data, error) {
	t, err := inprocess.NewTranscript(w, server.Server, log)
	if err != nil {
		return inprocess.Data{Rows: map[string][]json.RawMessage{}}, err
	}
	t.Colour(style)
	t.Data.Rows, t.Deployed = map[string][]json.RawMessage{}, s.deployed
	if s.deployed.Routes == nil {
		t.Introduce()
	} else {
		t.LeaveOutPreparation()
	}
	for _, one := range s.all {
		err = t.Run(ctx, one.heading, one.name, one.event, func() error { return server.Inspector.Deliver(one.event) })
		if ctx.Err() != nil {
			return t.Data, ctx.Err()
		}
		if !s.deployed.Fence.HasLimits() && s.deployed.Routes == nil && (err != nil) != one.mustFail {
			return t.Data, fmt.Errorf("run %s: its outcome is not the one that its name says: %v", one.heading, err)
		}
	}
	if err := t.Finish(); err != nil {
		return t.Data, err
	}
	t.Summarize()
	return t.Data, nil
}

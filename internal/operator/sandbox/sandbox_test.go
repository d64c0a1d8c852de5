package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/function/route"
	"sns-dynamics/internal/operator/sandbox"
)

// child is the argument of the test program that makes it the process of the mappings.
const child = "serve-mappings"

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == child {
		if err := sandbox.Serve(os.Stdin, os.Stdout); err != nil {
			panic(err)
		}
		return
	}
	os.Exit(m.Run())
}

// start returns a sandbox with a route for each program, by the type of its messages.
func start(t *testing.T, programs map[string]string) *sandbox.Sandbox {
	file := route.File{Version: route.Version}
	for name, source := range programs {
		file.Routes = append(file.Routes, route.Entry{Name: name, When: json.RawMessage(`{"message": {"type": ["` + name + `"]}}`), Map: source})
	}
	s := sandbox.New(func() (*exec.Cmd, error) {
		program, err := os.Executable()
		return exec.Command(program, child), err
	}, file)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func envelope(text string) message.Envelope {
	return message.Envelope{
		TopicARN: "arn:aws:sns:eu-west-1:111122223333:shop", MessageID: "5e1d3a7c-2b4f-4c8d-9a6e-0f1e2d3c4b5a",
		Published: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Message: text,
		Attributes: json.RawMessage(`{"n": {"Type": "Number", "Value": "1.50"}}`),
	}
}

func TestResolve(t *testing.T) {
	s := start(t, map[string]string{
		"map":   `{operation: "create", entitySet: "leads", data: {a: .total, at: $meta.publishTime, n: $meta.attributes.n}}`,
		"none":  `empty`,
		"error": `error("no")`,
	})
	for text, want := range map[string]sandbox.Result{
		`{"type": "map", "total": 12345678901234567890.10}`: {Route: "map", Message: json.RawMessage(`{"data":{"a":12345678901234567890.10,"at":"2026-01-02T03:04:05.000Z","n":1.50},"entitySet":"leads","operation":"create"}`)},
		`{"type": "none"}`:  {Route: "none", IsIgnored: true},
		`{"type": "error"}`: {Route: "error", Code: "mapping", Text: "mapping: the program called error: no"},
		`{"type": "other"}`: {Code: "no-route", Text: "no route matches the message"},
	} {
		got, err := s.Resolve(t.Context(), envelope(text))
		if err != nil || got.Route != want.Route || got.IsIgnored != want.IsIgnored || string(got.Message) != string(want.Message) || got.Code != want.Code || got.Text != want.Text {
			t.Errorf("%s: %+v, %v, want %+v", text, got, err, want)
		}
	}
}

// TestMemory: a program that needs too much memory ends, and the next message runs.
func TestMemory(t *testing.T) {
	s := start(t, map[string]string{
		"function": `[] | .[20000000] = 1 | {a: .}`,
		"parts":    `"0123456789" * 300 as $text | [range(60000) | $text + "x"] | {a: .}`,
		"good":     `empty`,
	})
	for _, name := range []string{"function", "parts"} {
		t.Run(name, func(t *testing.T) {
			if got, err := s.Resolve(t.Context(), envelope(`{"type": "`+name+`", "a": "`+strings.Repeat("x", 1000)+`"}`)); !errors.Is(err, sandbox.ErrMemory) {
				t.Errorf("Resolve = %.200v, %v, want %v", got, err, sandbox.ErrMemory)
			}
			if got, err := s.Resolve(t.Context(), envelope(`{"type": "good"}`)); err != nil || !got.IsIgnored {
				t.Errorf("the next message: %v, %v", got, err)
			}
		})
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := start(t, map[string]string{"long": `last(range(1e9))`})
	if _, err := s.Resolve(ctx, envelope(`{"type": "long"}`)); !errors.Is(err, context.Canceled) {
		t.Errorf("Resolve with a context that ended: %v", err)
	}
}

// TestZone: the zone of the machine does not change the result of a mapping.
func TestZone(t *testing.T) {
	t.Setenv("TZ", "America/New_York")
	s := start(t, map[string]string{
		"zone": `{operation: "create", entitySet: "leads", data: {a: (.at | strptime("%Y-%m-%d %H:%M:%S %Z") | mktime)}}`,
	})
	got, err := s.Resolve(t.Context(), envelope(`{"type": "zone", "at": "2026-01-31 10:00:00 EST"}`))
	const want = `{"data":{"a":1769853600},"entitySet":"leads","operation":"create"}`
	if err != nil || string(got.Message) != want {
		t.Errorf("%s, %v, want %s", got.Message, err, want)
	}
}

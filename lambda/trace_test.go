package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestTracer(t *testing.T) {
	for address, want := range map[string]struct{ traces, warns bool }{
		"": {}, "169.254.79.129:2000": {traces: true}, "somewhere:2000": {warns: true},
	} {
		var log bytes.Buffer
		got := tracer(func(name string) string {
			return map[string]string{"AWS_XRAY_DAEMON_ADDRESS": address}[name]
		}, slog.New(slog.NewJSONHandler(&log, nil)))
		if (got != nil) != want.traces || strings.Contains(log.String(), "not traced") != want.warns {
			t.Errorf("daemon at %q: traces is %t, log %q", address, got != nil, &log)
		}
	}
}

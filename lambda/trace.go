package main

import (
	"log/slog"

	"sns-dynamics/internal/xray"
)

// tracer is what draws into traces, nil where there is no daemon: Lambda names it
// where tracing is on. Without it the function runs on.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
func tracer(getenv func(string) string, log *slog.Logger) *xray.Tracer {
	address := getenv("AWS_XRAY_DAEMON_ADDRESS")
	if address == "" {
		return nil
	}
	t, err := xray.Dial(address)
	if err != nil {
		log.Warn("not traced", "error", err.Error())
	}
	return t
}

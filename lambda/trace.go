package main

import (
	"log/slog"

	"sns-dynamics/internal/function/xray"
)

// tracer returns the tracer of the function; nil without a daemon. Lambda sets its address
// if tracing is on. The function also runs without a tracer.
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

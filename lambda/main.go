// Command lambda is the function that AWS Lambda runs: it takes SNS messages and runs
// their operations in Dataverse.
package main

import (
	"context"
	"log/slog"
	"os"
	"runtime/debug"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"sns-dynamics/internal/function"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/function/handler"
)

// readyWithin is two seconds less than the time in which a function has to start. Lambda
// restarts a slower function, which then loses its token and its connection.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
const readyWithin = 8 * time.Second

func main() {
	debug.SetGCPercent(startGarbage)
	log := lambdacontext.NewLogger()
	h, err := newHandler(log)
	if err != nil {
		log.Error("function not started", "error", err.Error())
		os.Exit(1)
	}
	// Prepare has to end before the runtime asks for the first event, because Lambda may
	// freeze the function after that. If Prepare fails, the first message fails in the
	// same way and reports it.
	ctx, cancel := context.WithTimeout(context.Background(), readyWithin)
	_ = h.Prepare(ctx)
	cancel()
	lambda.Start(saving(h.Serve))
}

// newHandler returns the function as its environment configures it. The error names the
// variable that is missing or malformed.
func newHandler(log *slog.Logger) (*handler.Handler, error) {
	c, err := config.FromEnv(os.Getenv)
	if err != nil {
		return nil, err
	}
	allowed, err := fence.FromEnv(os.LookupEnv)
	if err != nil {
		return nil, err
	}
	a, err := awsConfig(os.Getenv)
	if err != nil {
		return nil, err
	}
	table, err := routes(c.Routes, os.Executable)
	if err != nil {
		return nil, err
	}
	return function.New(function.Config{Config: c, Fence: allowed, Routes: table, AWS: a, Log: log, Output: os.Stdout, Tracer: tracer(os.Getenv, log)}), nil
}

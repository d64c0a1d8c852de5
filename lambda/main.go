// Command lambda is the function that AWS Lambda runs: it takes SNS messages
// and carries them out in Dataverse.
package main

import (
	"context"
	"os"
	"runtime/debug"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"sns-dynamics/internal/config"
	"sns-dynamics/internal/function"
)

// readyWithin is two seconds less than Lambda gives a function to start in. One
// that takes longer is started anew, and would lose what it has.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
const readyWithin = 8 * time.Second

// garbage is how much of what is in use may be garbage before it is collected, in
// per cent. With Go's 100 the first collection falls into the start, of which it
// takes a tenth.
const garbage = 150

func main() {
	debug.SetGCPercent(garbage)
	log := lambdacontext.NewLogger()
	c, err := config.FromEnv(os.Getenv)
	if err != nil {
		log.Error("function not started", "error", err.Error())
		os.Exit(1)
	}
	a, err := awsConfig(os.Getenv)
	if err != nil {
		log.Error("function not started", "error", err.Error())
		os.Exit(1)
	}
	handler := function.New(function.Config{Config: c, AWS: a, Log: log, Output: os.Stdout, Tracer: tracer(os.Getenv, log)})
	// It ends before the first event is asked for: from then on Lambda may freeze
	// the function. The first message meets a failure anew, and reports it.
	ctx, cancel := context.WithTimeout(context.Background(), readyWithin)
	_ = handler.Client.Prepare(ctx)
	cancel()
	lambda.Start(handler.Invoke)
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/handler"
	"sns-dynamics/internal/function/route"
)

// newHandler makes the function with the parts of the deployed binary, and with routes or nil.
// The function has its own transport. It writes the log at the deployed level, and the bench
// discards the log.
func newHandler(e *emulatorProcess, parallel int, routes *route.Table) *handler.Handler {
	return newLoggedHandler(e, parallel, routes, slog.New(slog.NewJSONHandler(io.Discard, nil)), io.Discard)
}

// newLoggedHandler makes the function with a log and an output of the metrics.
func newLoggedHandler(e *emulatorProcess, parallel int, routes *route.Table, log *slog.Logger, output io.Writer) *handler.Handler {
	return function.New(function.Config{
		Config: config.Config{SecretARN: emulator.SecretARN, ParallelRequests: parallel, MetricsNamespace: "SnsDynamics/bench"},
		Routes: routes,
		AWS: aws.Config{
			Region: "eu-west-1", BaseEndpoint: aws.String(e.Secrets),
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
			}),
		},
		Log:    log,
		Output: output,
	})
}

// invoke runs one event and counts its messages.
func invoke(h *handler.Handler, event []byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), 150*time.Second)
	defer cancel()
	answer, err := h.Invoke(ctx, json.RawMessage(event))
	switch {
	case err != nil:
		return err
	case answer != nil && len(answer.BatchItemFailures) > 0:
		return fmt.Errorf("%d messages of an invocation failed", len(answer.BatchItemFailures))
	}
	return nil
}

// fleet is a number of warm containers of the function.
type fleet []*handler.Handler

// newFleet starts containers. Each container sends up to parallel requests at a time. Each
// container runs one batch first, and so knows the definition of the table, as the peers do that
// write a row first. The second row of the batch is deleted again.
func newFleet(e *emulatorProcess, containers, parallel int) (fleet, error) {
	second := order(9_999_998)
	removed := op{Kind: "delete", Set: second.Set, Table: second.Table, Key: second.Key, Value: second.Value}
	f := make(fleet, containers)
	for i := range f {
		f[i] = newHandler(e, parallel, nil)
		for _, event := range append(sqsEvents([]op{warmUp, second}, 2), snsEvent(removed)) {
			if err := invoke(f[i], event); err != nil {
				return nil, err
			}
		}
	}
	return f, nil
}

// run sends the operations to the containers as SQS batches. Each container runs one
// invocation at a time.
func (f fleet) run(all []op, batch int, limit time.Duration) (tally, error) {
	events := sqsEvents(all, batch)
	var next, done atomic.Int64
	var failure atomic.Pointer[error]
	begun := time.Now()
	var wg sync.WaitGroup
	for _, h := range f {
		wg.Go(func() {
			for failure.Load() == nil && time.Since(begun) < limit {
				i := int(next.Add(1) - 1)
				if i >= len(events) {
					return
				}
				if err := invoke(h, events[i]); err != nil {
					failure.CompareAndSwap(nil, &err)
					return
				}
				done.Add(int64(min(batch, len(all)-i*batch)))
			}
		})
	}
	wg.Wait()
	t := tally{Done: int(done.Load()), Seconds: time.Since(begun).Seconds()}
	if err := failure.Load(); err != nil {
		return t, *err
	}
	return t, nil
}

// warmUp makes a contender sign in and connect. No workload has its row.
var warmUp = order(9_999_999)

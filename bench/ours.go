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

	"sns-dynamics/internal/config"
	"sns-dynamics/internal/dynamics/dynamicstest"
	"sns-dynamics/internal/function"
	"sns-dynamics/internal/relay"
)

// newHandler puts the function together as the deployed binary does, with its
// own transport, and its log, at the level it is deployed with, thrown away.
func newHandler(e *emulator, parallel int) *relay.Handler {
	return function.New(function.Config{
		Config: config.Config{SecretARN: dynamicstest.SecretARN, ParallelRequests: parallel, MetricsNamespace: "SnsDynamics/bench"},
		AWS: aws.Config{
			Region: "eu-west-1", BaseEndpoint: aws.String(e.Secrets),
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
			}),
		},
		Log:    slog.New(slog.NewJSONHandler(io.Discard, nil)),
		Output: io.Discard,
	})
}

// invoke runs one event and counts its messages.
func invoke(h *relay.Handler, event []byte) error {
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

// fleet is containers of the function that are warm.
type fleet []*relay.Handler

// newFleet starts so many containers, each of which sends so many requests at a
// time.
func newFleet(e *emulator, containers, parallel int) (fleet, error) {
	f := make(fleet, containers)
	for i := range f {
		f[i] = newHandler(e, parallel)
		if err := invoke(f[i], snsEvent(warmUp)); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// run takes the operations through SQS batches, one invocation at a time in each
// container.
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

// warmUp signs a contender in and makes its connection. Its row is nobody else's.
var warmUp = order(9_999_999)

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
func newHandler(e *emulator) *relay.Handler {
	return function.New(function.Config{
		Config: config.Config{SecretARN: dynamicstest.SecretARN},
		AWS: aws.Config{
			Region: "eu-west-1", BaseEndpoint: aws.String(e.Secrets),
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
			}),
		},
		Log: slog.New(slog.NewJSONHandler(io.Discard, nil)),
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

// runOurs takes the operations through SQS batches, in so many invocations at a
// time, each in a container of its own that is warm.
func runOurs(e *emulator, all []op, batch, invocations int, limit time.Duration) (tally, error) {
	events := sqsEvents(all, batch)
	handlers := make([]*relay.Handler, invocations)
	for i := range handlers {
		handlers[i] = newHandler(e)
		if err := invoke(handlers[i], snsEvent(warmUp)); err != nil {
			return tally{}, err
		}
	}
	var next, done atomic.Int64
	var failure atomic.Pointer[error]
	begun := time.Now()
	var wg sync.WaitGroup
	for _, h := range handlers {
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

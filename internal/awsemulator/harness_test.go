package awsemulator_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"

	"sns-dynamics/internal/awsemulator"
)

// cloud is a Cloud with a clock that a test sets, and a configuration whose clients send
// each request once.
type cloud struct {
	*awsemulator.Cloud
	aws.Config
	mu  sync.Mutex
	now time.Time
}

func start(t *testing.T, o awsemulator.Options) *cloud {
	t.Helper()
	c := &cloud{now: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)}
	o.Now = func() time.Time {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.now
	}
	var err error
	if c.Cloud, err = awsemulator.Start(o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	c.Config = c.Cloud.Config()
	c.Config.Retryer = func() aws.Retryer { return aws.NopRetryer{} }
	return c
}

func (c *cloud) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// must returns the result of a call, and ends the test if the call failed.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// refused fails the test unless the error has the type of the SDK and the code.
func refused[E error](t testing.TB, err error, code string) {
	t.Helper()
	var typed E
	var api smithy.APIError
	if !errors.As(err, &typed) {
		t.Errorf("error %v is not a %T", err, typed)
	} else if !errors.As(err, &api) || api.ErrorCode() != code || api.ErrorMessage() == "" {
		t.Errorf("error %v, want code %s and a message", err, code)
	}
}

func is[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// startUnchecked starts a Cloud whose Close may fail, for a test of requests that the
// emulator does not cover.
func startUnchecked(t *testing.T) *cloud {
	t.Helper()
	c := &cloud{now: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)}
	c.Cloud = must[*awsemulator.Cloud](t)(awsemulator.Start(awsemulator.Options{Now: func() time.Time { return c.now }}))
	t.Cleanup(func() { _ = c.Close() })
	return c
}

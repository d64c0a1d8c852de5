package replay_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/operator/replay"
)

// unkept keeps no connection, because a waiting connection would stop the clock of
// synctest.
func unkept() *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) { t.DisableKeepAlives = true })
}

type counting struct {
	client *awshttp.BuildableClient
	calls  int
}

func (c *counting) Do(r *http.Request) (*http.Response, error) {
	c.calls++
	return c.client.Do(r)
}

// TestInvokeOnce: nothing runs twice, unless Lambda says that it did not run.
func TestInvokeOnce(t *testing.T) {
	for name, tt := range map[string]struct {
		faults int
		fault  awsemulator.Fault
		calls  int
		ok     bool
	}{
		"throttled":       {5, awsemulator.Fault{Code: "TooManyRequestsException", Status: 429}, 6, true},
		"throttled often": {9, awsemulator.Fault{Code: "TooManyRequestsException", Status: 429}, 6, false},
		"answer lost":     {1, awsemulator.Fault{Drop: true, After: true}, 1, false},
		"out of order":    {1, awsemulator.Fault{Code: "ServiceException", Status: 500}, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			cloud, err := awsemulator.Start(awsemulator.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { cloud.Close() })
			cloud.AddFunction(awsemulator.Function{Name: "function"})
			cloud.Fail(tt.faults, tt.fault)
			client := &counting{client: unkept()}
			c := cloud.Config()
			c.HTTPClient = client
			synctest.Test(t, func(t *testing.T) {
				err = replay.Invoke(t.Context(), c, "function", replay.Event{Payload: []byte("{}")})
			})
			if (err == nil) != tt.ok || client.calls != tt.calls {
				t.Errorf("%d calls and %v, want %d", client.calls, err, tt.calls)
			}
		})
	}
}

// TestInvokeInterrupted ends while it waits.
func TestInvokeInterrupted(t *testing.T) {
	cloud, err := awsemulator.Start(awsemulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cloud.Close() })
	cloud.Fail(9, awsemulator.Fault{Code: "TooManyRequestsException", Status: 429})
	c := cloud.Config()
	c.HTTPClient = unkept()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
		defer cancel()
		if err := replay.Invoke(ctx, c, "function", replay.Event{Payload: []byte("{}")}); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	})
}

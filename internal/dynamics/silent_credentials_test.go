package dynamics_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/operation"
)

// TestSilentCredentials: the caller's time is over while the credentials are being read. The
// error speaks of the credentials, and not of the token endpoint.
func TestSilentCredentials(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dynamics.New(dynamics.Config{Credentials: func(ctx context.Context) (auth.Credentials, error) {
			<-ctx.Done()
			return auth.Credentials{}, ctx.Err()
		}})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err := c.Do(ctx, dynamics.Request{Op: "read a row", Path: "contacts"})
		if err == nil || !strings.HasPrefix(err.Error(), "get the credentials: ") || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Do = %v, want an error of the credentials", err)
		}
		if got := dynamics.ClassOf(err); got != operation.Unavailable {
			t.Errorf("the class is %s, want %s", got, operation.Unavailable)
		}
		time.Sleep(time.Minute) // the sign-in that nobody waits for ends
	})
}

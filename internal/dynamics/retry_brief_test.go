package dynamics_test

import (
	"net/http"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// TestBriefWaits ends a long wait when others have to wait for the call, and keeps a short one.
func TestBriefWaits(t *testing.T) {
	for _, tt := range []struct {
		name       string
		retryAfter string
		closes     bool // others begin to wait after a second
		class      operation.Class
		took       time.Duration
	}{
		{"a long wait", "60", false, "", 60 * time.Second},
		{"a long wait that others wait for", "60", true, operation.Unavailable, time.Second},
		{"a short wait that others wait for", "5", true, "", 5 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.Fail(1, emulator.Fault{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {tt.retryAfter}}})
				others := make(chan struct{})
				if tt.closes {
					time.AfterFunc(time.Second, func() { close(others) })
				}
				began := time.Now()
				_, err := e.client.Run(dynamics.WithBriefWaits(t.Context(), others), updateContact())
				if tt.class == "" && err != nil || tt.class != "" && dynamics.ClassOf(err) != tt.class {
					t.Errorf("Run = %v, want class %q", err, tt.class)
				}
				if took := time.Since(began); took != tt.took {
					t.Errorf("the call took %v, want %v", took, tt.took)
				}
			})
		})
	}
}

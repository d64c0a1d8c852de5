package dynamics_test

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// slow delays each request.
type slow struct {
	next http.RoundTripper
	took time.Duration
}

func (s slow) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(s.took)
	return s.next.RoundTrip(r)
}

// TestWatch checks the report of each request. A request that was never sent has no report.
func TestWatch(t *testing.T) {
	refused := listen(t, nil)
	refused.Close()
	nowhere := &http.Transport{DisableKeepAlives: true, DialTLSContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", refused.Addr().String())
	}}
	const took = 62 * time.Millisecond
	wait := http.Header{"Retry-After": {"600"}}
	token := dynamics.Exchange{IsForToken: true, Status: 200, Took: took}
	for _, tt := range []struct {
		name  string
		fault *emulator.Fault
		op    operation.Operation
		want  []dynamics.Exchange
	}{
		{"done", nil, createContact(newID), []dynamics.Exchange{token, {Status: 204, Took: took}}},
		{"throttled", &emulator.Fault{Status: 429, Header: wait}, createContact(newID),
			[]dynamics.Exchange{token, {Status: 429, RetryAfter: 10 * time.Minute, Took: took}}},
		{"no answer", &emulator.Fault{Drop: true}, syncRun(), []dynamics.Exchange{token, {Took: took}}},
		{"no token", &emulator.Fault{Service: emulator.Entra, Status: 503, Header: wait}, createContact(newID),
			[]dynamics.Exchange{{IsForToken: true, Status: 503, RetryAfter: 10 * time.Minute, Took: took}}},
		{"never sent", nil, syncRun(), []dynamics.Exchange{token, {Status: 204, Took: took}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				if tt.fault != nil {
					e.Fail(1, *tt.fault)
				}
				via := &viaTCP{next: slow{e.Transport(), took}, real: nowhere}
				if tt.name == "never sent" {
					via.first = 1
				}
				var got []dynamics.Exchange
				client := dynamics.New(dynamics.Config{
					Transport: via,
					Credentials: func(context.Context) (auth.Credentials, error) {
						text, err := json.Marshal(emulator.ConnectionAt(origin))
						if err != nil {
							return auth.Credentials{}, err
						}
						return auth.ParseCredentials(text)
					},
					OnRequest: func(x dynamics.Exchange) { got = append(got, x) },
				})
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				_, _ = client.Run(ctx, tt.op)
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("told (-want +got):\n%s", diff)
				}
			})
		})
	}
}

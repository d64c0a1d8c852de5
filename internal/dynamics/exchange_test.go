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
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// slow takes a while for each request.
type slow struct {
	next http.RoundTripper
	took time.Duration
}

func (s slow) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(s.took)
	return s.next.RoundTrip(r)
}

// TestWatch holds what is told of each request, and that nothing is told of one
// that was never sent.
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
		fault *dynamicstest.Fault
		op    dynamics.Operation
		want  []dynamics.Exchange
	}{
		{"done", nil, createContact(newID), []dynamics.Exchange{token, {Status: 204, Took: took}}},
		{"throttled", &dynamicstest.Fault{Status: 429, Header: wait}, createContact(newID),
			[]dynamics.Exchange{token, {Status: 429, RetryAfter: 10 * time.Minute, Took: took}}},
		{"no answer", &dynamicstest.Fault{Drop: true}, syncRun(), []dynamics.Exchange{token, {Took: took}}},
		{"no token", &dynamicstest.Fault{Service: dynamicstest.Entra, Status: 503, Header: wait}, createContact(newID),
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
					Credentials: func(context.Context) (dynamics.Credentials, error) {
						text, err := json.Marshal(dynamicstest.ConnectionAt(origin))
						if err != nil {
							return dynamics.Credentials{}, err
						}
						return dynamics.ParseCredentials(text)
					},
					Watch: func(x dynamics.Exchange) { got = append(got, x) },
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

package handler_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// outage is a transport that responds with 503 to each request with a word.
type outage struct{ next http.RoundTripper }

func (o outage) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		sent, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		if bytes.Contains(sent, []byte("refused")) {
			return &http.Response{StatusCode: http.StatusServiceUnavailable, Header: http.Header{"Odata-Version": {"4.0"}}, Body: http.NoBody, Request: r}, nil
		}
		r.Body = io.NopCloser(bytes.NewReader(sent))
	}
	return o.next.RoundTrip(r)
}

// TestAloneNearLastReceive: between rows that Dataverse always fails for, a message is carried
// out before its receives are used up.
func TestAloneNearLastReceive(t *testing.T) {
	skip := func(n int) string {
		return strings.ReplaceAll(strings.ReplaceAll(neighbour(n), "create", "upsert"), `"data":`, `"unchanged":"skip","values":`)
	}
	for name, tt := range map[string]struct {
		received, maxReceives int
		message               func(n int) string
		isDone                bool
	}{
		"before, with values":        {110, 120, skip, false},
		"before":                     {110, 120, neighbour, false},
		"near the last":              {111, 120, neighbour, true},
		"near the last, with values": {111, 120, skip, true},
		"the last":                   {120, 120, neighbour, true},
		"the last of few":            {5, 5, neighbour, true},
		"the last but one of few":    {4, 5, neighbour, false},
		"without a limit":            {120, 0, neighbour, false},
	} {
		refusing := func(next http.RoundTripper) http.RoundTripper { return outage{next} }
		bubble(t, options{transport: refusing, maxReceives: tt.maxReceives}, func(t *testing.T, e *environment) {
			refused := func(n int) string { return strings.ReplaceAll(tt.message(n), `"N`, `"refused`) }
			var records []sqsRecord
			for i, m := range []string{refused(0), tt.message(1), refused(2)} {
				records = append(records, sqsRecord{id: fmt.Sprint(i), body: envelope(t, m), received: tt.received})
			}
			e.failures(t, sqsEvent(t, records...))
			if line := e.lines(t)[1]; line["outcome"] == "done" != tt.isDone {
				t.Errorf("%s: %v", name, line)
			}
		})
	}
}

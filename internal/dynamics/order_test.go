package dynamics_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// TestFreshMessagesFirst: the newest message goes first, and the changes of one row keep their
// order.
func TestFreshMessagesFirst(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.client = e.newClientThrough(t, oneAtATime{e.Transport()}, emulator.ClientSecret)
		published := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
		var ops []operation.Operation
		for i, row := range []int{1, 2, 1, 3, 0} { // the third message changes the row of the first
			op := createContact(numbered(row))
			op.Kind, op.IfMatch = operation.Update, "*" // with IfMatch, each has a request of its own
			op.Published = published.Add(time.Duration(i) * time.Hour)
			ops = append(ops, op)
		}
		ops[4].Published = time.Time{} // unknown
		for i := range 4 {
			e.run(t, createContact(numbered(i)), dynamics.Done)
		}
		e.ForgetRequests()
		e.client.RunAll(t.Context(), ops)
		var got []string
		for _, r := range e.sent(emulator.Dataverse) {
			row := strings.TrimSuffix(r.Target, ")")
			got = append(got, row[len(row)-1:])
		}
		if want := []string{"3", "2", "1", "0", "1"}; !slices.Equal(got, want) {
			t.Errorf("rows written in the order %v, want %v", got, want)
		}
	})
}

// oneAtATime is a transport whose responses recommend one request at a time.
type oneAtATime struct{ http.RoundTripper }

func (o oneAtATime) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := o.RoundTripper.RoundTrip(r)
	if err == nil {
		resp.Header.Set("X-Ms-Dop-Hint", "1")
	}
	return resp, err
}

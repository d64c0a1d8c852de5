package publish

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/operation"
)

func TestPlan(t *testing.T) {
	messages := slices.Concat(updates(strings.Repeat("ab", 100)), []string{
		`{"operation":"create","entitySet":"contacts","data":{"a":1}}`, `{"operation":"action","action":"WinOpportunity"}`,
	})
	for topic, want := range map[string]Plan{
		"operations":      {Messages: 202, Requests: 21},
		"operations.fifo": {Messages: 202, Requests: 100, Groups: 4},
	} {
		w := newWorld(t, topic, messages...)
		in, sum := w.input()
		got, err := Of(t.Context(), Messages(in, "run", sum), w.topic, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range messages {
			want.Bytes += len(m)
		}
		want.Bytes += 200*len("operationStringupdateentitySetStringleads") + len("operationStringcreateentitySetStringcontacts") + len("operationStringaction")
		want.Operations = []Count{{operation.Action, "", 1}, {operation.Create, "contacts", 1}, {operation.Update, "leads", 200}}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: -want +got\n%s", topic, d)
		}
		r, err := w.publish(t.Context(), Options{})
		if err != nil || r.Requests != got.Requests {
			t.Errorf("%s: %d requests planned, %d made; %v", topic, got.Requests, r.Requests, err)
		}
	}
}

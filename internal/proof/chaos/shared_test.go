package chaos

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// shared counts the requests with one of the bulk messages.
type shared struct {
	requests, committed, failed int
	split                       int // failed requests whose messages were retried in parts
	rows, most                  int
	inBatch                     int // $batch requests with a response that contained it
}

// batched is the name of the requests that contain others.
const batched = "$batch"

func (w *simulation) share(name string) *shared {
	if w.shared[name] == nil {
		w.shared[name] = &shared{}
	}
	return w.shared[name]
}

// bulkMessages are the bulk messages that each must occur.
func bulkMessages() []string { return []string{"CreateMultiple", "UpdateMultiple", "UpsertMultiple"} }

// bulkMessage returns the bulk message at the end of a path, or "".
func bulkMessage(path string) string {
	at := slices.IndexFunc(bulkMessages(), func(name string) bool { return strings.HasSuffix(path, "."+name) })
	if at < 0 {
		return ""
	}
	return bulkMessages()[at]
}

// attempt is the messages of a request that failed.
type attempt struct {
	*shared
	messages []*message
	split    bool
}

// share counts a request of several messages. done means that the client got a success.
func (i *invocation) share(x *requestTrace, committed, done bool) {
	name := bulkMessage(x.path)
	if x.parts != nil {
		name = batched
	}
	if name == "" {
		return
	}
	for _, line := range x.parts {
		if within := bulkMessage(strings.TrimSuffix(line, " HTTP/1.1\r")); within != "" && committed && done {
			i.w.share(within).inBatch++
		}
	}
	s := i.w.share(name)
	s.requests++
	s.rows += len(x.messages)
	s.most = max(s.most, len(x.messages))
	if committed {
		s.committed++
	}
	if !done {
		s.failed++
		i.failed[x.key] = &attempt{shared: s, messages: x.messages}
	}
}

// partsOf records that some messages of a failed request are retried without the others.
func (i *invocation) partsOf(x *requestTrace) {
	for _, f := range i.failed {
		isIn := func(m *message) bool { return slices.Contains(f.messages, m) }
		if !f.split && len(x.messages) < len(f.messages) && isIn(x.messages[0]) {
			f.split = true
			f.shared.split++
		}
	}
}

// checkShared requires that each of the bulk messages was carried out, and was retried
// in parts. A run without them does not test them.
func (w *simulation) checkShared(t *testing.T) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%-16s %8s %8s %10s %9s %7s %6s %9s\n", "shared requests", "sent", "rows", "most rows", "committed", "failed", "split", "in $batch")
	for _, name := range append(bulkMessages(), batched) {
		s := w.share(name)
		fmt.Fprintf(&b, "%-16s %8d %8d %10d %9d %7d %6d %9d\n", name, s.requests, s.rows, s.most, s.committed, s.failed, s.split, s.inBatch)
		if s.committed+s.inBatch == 0 || s.split == 0 {
			t.Errorf("SEED=%d: %s was committed %d times, and split after a failure %d times", w.seed, name, s.committed+s.inBatch, s.split)
		}
	}
	t.Logf("%d batches of the standard queues, the largest of %d messages, %d of 100 or more\n%s", w.batches, w.largest, w.large, b.String())
}

package fault

import (
	"cmp"
	"slices"
	"sync"

	"sns-dynamics/internal/awsemulator/batch"
	"sns-dynamics/internal/awsemulator/protocol"
)

// Faults are the faults that no call has met yet. The zero value has no fault. Faults is
// safe for concurrent use.
type Faults struct {
	mu      sync.Mutex
	calls   []Fault
	entries []EntryFault
}

// Fail makes the next n matching calls meet the fault. A call meets the first fault
// that matches, in the order of the calls of Fail.
func (q *Faults) Fail(n int, f Fault) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for range n {
		q.calls = append(q.calls, f)
	}
}

// FailEntries makes the next n entries of matching batches fail.
func (q *Faults) FailEntries(n int, f EntryFault) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for range n {
		q.entries = append(q.entries, f)
	}
}

// Take removes and returns the fault of a call.
func (q *Faults) Take(call protocol.Call) (f Fault, found bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.IndexFunc(q.calls, func(f Fault) bool { return f.matches(call) })
	if i < 0 {
		return Fault{}, false
	}
	f = q.calls[i]
	q.calls = slices.Delete(q.calls, i, i+1)
	return f, true
}

// TakeEntry removes the fault of an entry of a batch and returns the entry's result.
func (q *Faults) TakeEntry(operation, id string) (e batch.Error, found bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.IndexFunc(q.entries, func(f EntryFault) bool { return f.Operation == "" || f.Operation == operation })
	if i < 0 {
		return batch.Error{}, false
	}
	f := q.entries[i]
	q.entries = slices.Delete(q.entries, i, i+1)
	code := cmp.Or(f.Code, "InternalError")
	return batch.Error{ID: id, Code: code, Message: cmp.Or(f.Message, code), SenderFault: f.SenderFault}, true
}

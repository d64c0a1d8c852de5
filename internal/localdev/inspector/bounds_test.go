package inspector

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// TestPendingIsBounded: a listener that no longer reads needs a limited amount of memory,
// however many events there are.
func TestPendingIsBounded(t *testing.T) {
	h := newHub()
	l := h.listen()
	for n := range 100 * kept {
		h.tell("request", n+1)
		h.tell("rows", 0)
	}
	if n := len(l.pending); n > maxPending+4 {
		t.Fatalf("%d notices wait for a listener that does not read", n)
	}
	all := l.take()
	if all[0] != (notice{"request", 0}) {
		t.Errorf("the first notice is %+v, want one that says that requests were left out", all[0])
	}
	h.tell("request", 7)
	if all := l.take(); len(all) != 1 || all[0].Number != 7 {
		t.Errorf("once it reads again it is told %+v", all)
	}
}

// TestSizeIsBounded: the inspector keeps the last 500 messages, and limits their size,
// because 500 messages of the maximum size would exceed the memory of a laptop.
func TestSizeIsBounded(t *testing.T) {
	i := New(Config{})
	var o emulator.Observation
	o.Body, o.ResponseBody = bytes.Repeat([]byte("x"), 1<<20), bytes.Repeat([]byte("y"), 1<<20)
	row, err := json.Marshal(map[string]string{"description": strings.Repeat("z", 100_000)})
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		o.Changes = append(o.Changes, emulator.Change{Before: row, After: row})
	}
	x := i.newExchange(o)
	if len(x.Changes) != 1 || x.Unnamed != 99 || !x.CutShort {
		t.Errorf("%d changes are kept and %d more, want 1 and 99", len(x.Changes), x.Unnamed)
	}
	e := &entry{}
	i.history.add(e)
	for range maxRequests {
		i.history.exchange([]*entry{e}, x)
	}
	size := 0
	for _, x := range e.Requests {
		size += x.size()
	}
	if size > maxSize || size < maxSize/2 || len(e.Requests) != maxRequests {
		t.Errorf("%d bytes are kept of %d requests", size, len(e.Requests))
	}
	if last := e.Requests[maxRequests-1]; !last.CutShort || last.Unnamed != 100 {
		t.Errorf("the last says not that something is missing: %+v", last)
	}
	if x, _ := i.history.request(1); x.size() == 0 {
		t.Error("nothing is kept of the first")
	}
}

package handler_test

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"sns-dynamics/internal/emulator"
)

// backlog is a queue with more messages than Dataverse accepts at a time.
type backlog struct {
	mu       sync.Mutex
	left     []*waiting
	receives int
}

type waiting struct {
	record sqsRecord
	next   time.Time // the time at which the message is visible
	taken  bool
}

// take receives up to n messages.
func (b *backlog) take(n int) (batch []*waiting, empty bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, w := range b.left {
		if len(batch) < n && !w.taken && !time.Now().Before(w.next) {
			w.taken = true
			w.record.received++
			b.receives++
			batch = append(batch, w)
		}
	}
	return batch, len(b.left) == 0
}

// settle deletes the completed messages, and hides the others for the time that the
// function asked for.
func (b *backlog) settle(batch []*waiting, failed []string, held func(id string) time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, w := range batch {
		if w.taken = false; slices.Contains(failed, w.record.id) {
			w.next = time.Now().Add(held(w.record.id))
		} else {
			w.record.id = "" // completed
		}
	}
	b.left = slices.DeleteFunc(b.left, func(w *waiting) bool { return w.record.id == "" })
}

// TestServiceProtectionLimits sends more messages than Dataverse accepts. A message over a
// limit waits. No message is lost or carried out twice.
func TestServiceProtectionLimits(t *testing.T) {
	for name, tt := range map[string]struct {
		messages, batch, workers int
		latency                  time.Duration
		limits                   emulator.Limits
		code                     string
		least                    time.Duration
	}{
		"requests":       {7000, 1, 10, 50 * time.Millisecond, emulator.Limits{}, "0x80072322", 5 * time.Minute},
		"batches":        {2000, 10, 5, 50 * time.Millisecond, emulator.Limits{Requests: 100}, "0x80072322", 5 * time.Minute},
		"execution time": {1000, 1, 20, 10 * time.Second, emulator.Limits{}, "0x80072321", 5 * time.Minute},
		"at a time":      {500, 1, 60, 2 * time.Second, emulator.Limits{}, "0x80072326", time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, options{emulator: emulator.Options{Limits: &tt.limits, Latency: tt.latency}}, func(t *testing.T, e *environment) {
				b := &backlog{}
				for n := range tt.messages {
					text := fmt.Sprintf(`{"operation":"create","entitySet":"tasks","id":"2fd1a6d3-7d55-8c3e-9a0b-%012x","data":{"subject":"%d"}}`, n, n)
					b.left = append(b.left, &waiting{record: sqsRecord{id: fmt.Sprint(n), body: envelope(t, text)}})
				}
				began := time.Now()
				var all sync.WaitGroup
				for range tt.workers {
					all.Go(func() { e.drain(t, b, tt.batch) })
				}
				all.Wait()
				if took := time.Since(began); took < tt.least || took > 3*time.Hour {
					t.Errorf("it took %v, want at least %v, for the limits to be met", took, tt.least)
				}
				rows, err := e.Rows("tasks")
				if err != nil || len(rows) != tt.messages || len(e.sqs.sent) != 0 {
					t.Errorf("%d rows and %d letters of %d messages, %v", len(rows), len(e.sqs.sent), tt.messages, err)
				}
				e.wantThrottled(t, tt.code)
				t.Logf("%d messages in %v of the bubble, %d receives", tt.messages, time.Since(began), b.receives)
			})
		})
	}
}

// drain is one container of the function.
func (e *environment) drain(t *testing.T, b *backlog, size int) {
	for {
		batch, empty := b.take(size)
		if empty {
			return
		}
		if len(batch) == 0 {
			time.Sleep(time.Second)
			continue
		}
		var records []sqsRecord
		for _, w := range batch {
			records = append(records, w.record)
		}
		failed := e.failures(t, sqsEvent(t, records...))
		b.settle(batch, failed, func(id string) time.Duration {
			e.sqs.mu.Lock()
			defer e.sqs.mu.Unlock()
			return time.Duration(e.sqs.holds[id]) * time.Second
		})
	}
}

// wantThrottled checks that all refusals have that code, and that pacing lets at most one
// request in fifty meet a limit of the window.
func (e *environment) wantThrottled(t *testing.T, code string) {
	t.Helper()
	refused := 0
	for _, r := range e.Requests() {
		if r.Status < http.StatusBadRequest {
			continue
		}
		refused++
		if r.Status != http.StatusTooManyRequests || !bytes.Contains(r.ResponseBody, []byte(code)) {
			t.Fatalf("%s %s: %d %s, want %s alone", r.Method, r.Target, r.Status, r.ResponseBody, code)
		}
	}
	if concurrency := "0x80072326"; refused == 0 && code == concurrency || refused > len(e.Requests())/50 && code != concurrency {
		t.Errorf("%d of %d requests met %s", refused, len(e.Requests()), code)
	}
	t.Logf("%d requests, %d of them refused", len(e.Requests()), refused)
}

package handler_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/function/route"
)

// mapPlainPerson makes a message whose table the fence has to look up.
const mapPlainPerson = `{operation: "create", table: "contact", values: {lastname: .name}}`

// TestHeldEnvironment: an environment that asks for a long wait does not hold back the messages
// of another environment in the same event. Alone, and for a short wait, the function waits.
func TestHeldEnvironment(t *testing.T) {
	for _, tt := range []struct {
		name       string
		retryAfter string
		times      int // of the responses that ask for the wait
		kinds      []string
		fence      fence.Fence
		program    string
		stay       []string
		longest    time.Duration // of the invocation
	}{
		{"a long wait beside another environment", "60", 99, []string{"apac", "here", "apac", "here"}, fence.Fence{}, mapPerson, []string{"0", "2"}, time.Second},
		{"a long wait for the definitions that the fence reads", "60", 99, []string{"apac", "here", "apac", "here"}, limits(t, "accounts,contacts"), mapPlainPerson, []string{"0", "2"}, time.Second},
		{"a short wait beside another environment", "2", 1, []string{"apac", "here"}, fence.Fence{}, mapPerson, []string{}, 3 * time.Second},
		{"a long wait of the only environment", "60", 1, []string{"apac", "apac"}, fence.Fence{}, mapPerson, []string{}, 61 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			table := routes(t, "", route.Entry{Name: "here", Map: tt.program}, route.Entry{Name: "apac", Map: tt.program, Environment: "apac"})
			bubble(t, options{routes: table, fence: tt.fence, environments: []string{"apac"}}, func(t *testing.T, e *environment) {
				e.others["apac"].Fail(tt.times, emulator.Fault{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {tt.retryAfter}}})
				for range 2 { // a second event of the same container finds the wait that the first one left
					var records []sqsRecord
					for i, kind := range tt.kinds {
						id := string(rune('0' + i))
						records = append(records, sqsRecord{id: id, sent: time.Now(), body: publishedAs(t, id, `{"type":"`+kind+`","name":"of `+kind+`"}`)})
					}
					began := time.Now()
					if diff := cmp.Diff(tt.stay, e.failures(t, sqsEvent(t, records...))); diff != "" {
						t.Errorf("messages that stay (-want +got):\n%s", diff)
					}
					if took := time.Since(began); took > tt.longest {
						t.Errorf("the event took %v, want at most %v", took, tt.longest)
					}
				}
				if n := len(e.others["apac"].Requests()); len(tt.stay) > 0 && n > 3 {
					t.Errorf("%d requests to an environment that asks for a wait", n)
				}
			})
		})
	}
}

// TestHeldEnvironmentOfAGroup: an event of a FIFO queue goes on with the message group of another
// environment. The last message of an event has nobody behind it, so the function waits.
func TestHeldEnvironmentOfAGroup(t *testing.T) {
	table := routes(t, "", route.Entry{Name: "here", Map: mapPerson}, route.Entry{Name: "apac", Map: mapPerson, Environment: "apac"})
	for _, tt := range []struct {
		name    string
		kinds   []string // each in a message group of its own
		stay    []string
		longest time.Duration
	}{
		{"before another group", []string{"apac", "here"}, []string{"0"}, time.Second},
		{"the last group", []string{"here", "apac"}, []string{}, 61 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, options{routes: table, ordered: true, environments: []string{"apac"}}, func(t *testing.T, e *environment) {
				e.others["apac"].Fail(1, emulator.Fault{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"60"}}})
				var records []sqsRecord
				for i, kind := range tt.kinds {
					id := string(rune('0' + i))
					records = append(records, sqsRecord{
						id: id, sent: time.Now(), arn: retryARN + ".fifo", group: kind, body: publishedAs(t, id, `{"type":"`+kind+`","name":"of `+kind+`"}`),
					})
				}
				began := time.Now()
				if diff := cmp.Diff(tt.stay, e.failures(t, sqsEvent(t, records...))); diff != "" {
					t.Errorf("messages that stay (-want +got):\n%s", diff)
				}
				if took := time.Since(began); took > tt.longest {
					t.Errorf("the event took %v, want at most %v", took, tt.longest)
				}
			})
		})
	}
}

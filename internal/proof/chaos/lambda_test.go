package chaos

import (
	"encoding/json"
	"slices"
	"time"
)

// async is Lambda's asynchronous invocation: a queue of events. It tries each event
// three times, and then records the event in the dead-letter queue.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
type async struct {
	w       *simulation
	waiting []*event
	running int
}

// concurrency is the number of concurrent events.
const concurrency = 6

type event struct {
	message *message
	body    []byte
	tries   int
}

func (a *async) accept(e *event) {
	a.waiting = append(a.waiting, e)
	a.poll()
}

func (a *async) poll() {
	for a.running < concurrency && len(a.waiting) > 0 {
		i := a.w.random("async", len(a.waiting), a.w.standard.invocations).IntN(len(a.waiting))
		e := a.waiting[i]
		a.waiting = slices.Delete(a.waiting, i, i+1)
		a.running++
		e.tries++
		a.w.standard.invoke(e.body, []*message{e.message}, nil, func(i *invocation, r result) {
			a.running--
			i.starts[0].again = i.starts[0].again || r.err != nil && !r.killed
			a.settle(e, r)
			a.poll()
		})
	}
}

func (a *async) settle(e *event, r result) {
	if r.err == nil {
		return
	}
	a.w.checkCanaries(e.message, "the function's error", r.err.Error())
	e.message.note("failed: %v", r.err)
	if e.tries < 3 {
		a.w.after(time.Duration(e.tries)*time.Minute, func() { a.accept(e) })
		return
	}
	record, _ := json.Marshal(map[string]any{
		"version": "1.0", "timestamp": time.Now().UTC().Format(time.RFC3339),
		"requestContext":  map[string]any{"condition": "RetriesExhausted", "approximateInvokeCount": e.tries},
		"requestPayload":  json.RawMessage(e.body),
		"responsePayload": map[string]any{"errorMessage": r.err.Error(), "errorType": "Failures"},
	})
	e.message.failures++
	e.message.note("recorded in the dead-letter queue by Lambda")
	a.w.queues["dead"].add(e.message, string(record), "", "", nil, 0)
}

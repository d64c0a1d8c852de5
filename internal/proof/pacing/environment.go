package pacing

import (
	"math/rand/v2"
	"net/http"
	"time"

	"sns-dynamics/internal/dynamics/throttle"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/emulator/limits"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/errorcode"
)

// user is the application user of all clients.
const user = "application"

// network is the time of a request and its response on the way. refusing is the time in
// which a server refuses a request.
const (
	network  = 20 * time.Millisecond
	refusing = 5 * time.Millisecond
)

// environment is the web servers of a Dataverse environment. Each server enforces the limits
// of the emulator.
type environment struct {
	clock   *clock
	dice    *rand.Rand
	servers []*limits.Meter
	headers bool
}

// start is the wall clock at the start of a simulation.
var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func newEnvironment(c *clock, dice *rand.Rand, s Scenario) *environment {
	e := &environment{clock: c, dice: dice, headers: s.Headers}
	for range s.Servers {
		e.servers = append(e.servers, limits.NewMeter(limits.Limits{Requests: s.Limit}))
	}
	return e
}

// send sends a request that takes a time to a random server, and calls done with the
// response.
func (e *environment) send(takes time.Duration, done func(answer)) {
	began := e.clock.now
	e.clock.after(network/2, func() {
		a := e.servers[e.dice.IntN(len(e.servers))].Serve(user, start.Add(e.clock.now), func() response.Response {
			return response.Response{Status: http.StatusNoContent}
		})
		if a.Done == nil {
			takes = refusing
		}
		e.clock.after(takes, func() {
			if a.Done != nil {
				a.Done(start.Add(e.clock.now))
			}
			e.clock.after(network/2, func() { done(e.answer(a, e.clock.now-began)) })
		})
	})
}

// answer is a response as a client sees it.
type answer struct{ throttle.Response }

func (e *environment) answer(a response.Response, took time.Duration) answer {
	r := answer{Response: throttle.Response{Took: took, Remaining: throttle.ParseRemaining(http.Header{})}}
	if e.headers {
		r.Remaining = throttle.ParseRemaining(a.Header)
	}
	if r.IsRefused = a.Status == http.StatusTooManyRequests; r.IsRefused {
		r.RetryAfter = throttle.ParseRetryAfter(a.Header, start.Add(e.clock.now))
		code, _, _ := webapi.ParseErrorBody(a.Header.Get("Content-Type"), a.Body)
		r.Limit = throttle.LimitOf(errorcode.Number(code))
	}
	return r
}

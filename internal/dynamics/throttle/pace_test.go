package throttle

import (
	"net/http"
	"testing"
	"time"
)

// unknown is a response without headers of the limits.
func unknown() Remaining { return ParseRemaining(http.Header{}) }

func TestParseRemaining(t *testing.T) {
	for text, want := range map[string]float64{
		"5999": 5999, "1,200.00": 1200, "0": 0, "": -1, "-1": -1, "many": -1, "NaN": -1, "Inf": -1, "1e300": -1,
	} {
		h := http.Header{}
		h.Set("x-ms-ratelimit-burst-remaining-xrm-requests", text)
		h.Set("x-ms-ratelimit-time-remaining-xrm-requests", text)
		if got := ParseRemaining(h); got.Requests != want || got.Seconds != want {
			t.Errorf("%q: %+v, want %v", text, got, want)
		}
	}
}

func TestLimitOf(t *testing.T) {
	for code, want := range map[uint32]Limit{
		0x80072322: Requests, 0x80072321: ExecutionTime, 0x80072326: Concurrency, 0x80072327: Concurrency, 0x8005f103: UnknownLimit, 0: UnknownLimit,
	} {
		if got := LimitOf(code); got != want {
			t.Errorf("%#x: %d, want %d", code, got, want)
		}
	}
}

// sender is a client that sends requests as fast as its pace allows.
type sender struct {
	*Pace
	now  time.Duration
	sent int
}

// run sends for a time. Each request gets the response.
func (s *sender) run(length time.Duration, response func() Response) {
	for end := s.now + length; ; {
		wait, isReserved := s.Reserve(s.now, time.Hour, false)
		if !isReserved {
			wait = min(wait, time.Second)
		}
		if s.now += max(wait, 10*time.Millisecond); s.now > end {
			s.now = end
			return
		}
		if isReserved {
			s.sent++
			s.Observe(s.now, response())
		}
	}
}

func TestPace(t *testing.T) {
	full := Response{IsRefused: true, Limit: Requests, Remaining: unknown()}
	for _, tt := range []struct {
		name    string
		prepare func(*sender)
		after   Response
		most    int // requests within a minute
		least   int
	}{
		{"no limit is known", func(*sender) {}, Response{Remaining: unknown()}, 6000, 5999},
		{"much remains", func(s *sender) { s.Observe(0, Response{Remaining: Remaining{5999, 1199}}) }, Response{Remaining: Remaining{5000, 1100}}, 6000, 5999},
		{"nothing remains of the requests", func(s *sender) { s.Observe(0, Response{Remaining: Remaining{5999, 1199}}) }, Response{Remaining: Remaining{1, 1199}}, 10, 3},
		{"nothing remains, and the requests take no time", func(s *sender) { s.Observe(0, Response{Remaining: Remaining{5999, 1199}}) }, Response{Remaining: Remaining{1, 0.5}}, 10, 3},
		{"nothing remains of the execution time", func(s *sender) { s.Observe(0, Response{Remaining: Remaining{5999, 1199}}) }, Response{Took: time.Second, Remaining: Remaining{5999, 1}}, 10, 3},
		{"headers that always say 0", func(s *sender) {
			for range 20 {
				s.Observe(0, Response{Remaining: Remaining{0, 0}})
			}
		}, Response{Remaining: Remaining{0, 0}}, 6000, 5999},
		{"headers that always say 0, and a 429 for another limit", func(s *sender) {
			for range 20 {
				s.Observe(0, Response{Remaining: Remaining{0, 0}})
			}
			s.Observe(0, Response{IsRefused: true, Limit: Concurrency, Remaining: Remaining{0, 0}})
			s.Observe(0, Response{IsRefused: true, Limit: UnknownLimit, Remaining: Remaining{0, 0}})
		}, Response{Remaining: Remaining{0, 0}}, 6000, 5999},
		{"headers that end after a low remainder", func(s *sender) {
			s.Observe(0, Response{Remaining: Remaining{5999, 1199}})
			for range 20 {
				s.Observe(0, Response{Remaining: Remaining{1, 1}})
			}
			s.run(5*time.Minute, func() Response { return Response{Took: time.Millisecond, Remaining: unknown()} })
			s.sent = 0
		}, Response{Took: time.Millisecond, Remaining: unknown()}, 6000, 5999},
		{"a header that is far too high", func(s *sender) { s.Observe(0, Response{Remaining: Remaining{1e12, 1e12}}) }, Response{Took: 10 * time.Millisecond, Remaining: Remaining{5999, 1199}}, 6000, 30},
		{"slow requests ten minutes ago, and another client that uses half of the time", func(s *sender) {
			for range 3 {
				s.Observe(0, Response{Took: 100 * time.Second, Remaining: Remaining{5999, 1199}})
			}
			s.now = 10 * time.Minute
		}, Response{Took: 50 * time.Millisecond, Remaining: Remaining{5999, 500}}, 600, 20},
		{"a new client that gets 429 only, with headers that say 0", func(s *sender) {
			s.Observe(0, Response{IsRefused: true, Limit: Requests, Remaining: Remaining{0, 1199}})
		}, Response{IsRefused: true, Limit: Requests, Remaining: Remaining{0, 1199}}, 10, 3},
		{"two responses that overtake one another in an old client", func(s *sender) {
			s.now = 12 * time.Hour
			s.Observe(s.now, Response{Remaining: unknown()})
			s.Observe(s.now-200*time.Millisecond, Response{Remaining: unknown()})
		}, Response{Remaining: unknown()}, 6000, 5999},
		{"a 429 of a new client", func(s *sender) { s.Observe(0, full) }, Response{Remaining: unknown()}, 6000, 5999},
		{"a 429 of a client that used the window", func(s *sender) {
			s.run(10*time.Second, func() Response { return Response{Remaining: unknown()} })
			s.now = 300 * time.Second
			s.Observe(s.now, full)
			s.sent = 0
		}, Response{Remaining: unknown()}, 450, 50},
		{"a 429 for requests at a time", func(s *sender) {
			s.run(10*time.Second, func() Response { return Response{Remaining: unknown()} })
			s.Observe(s.now, Response{IsRefused: true, Limit: Concurrency, Remaining: unknown()})
			s.sent = 0
		}, Response{Remaining: unknown()}, 6000, 5999},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &sender{Pace: NewPace(10)}
			tt.prepare(s)
			s.run(time.Minute, func() Response { return tt.after })
			if s.sent < tt.least || s.sent > tt.most {
				t.Errorf("%d requests in a minute, want %d to %d", s.sent, tt.least, tt.most)
			}
		})
	}
}

// TestPaceFollowsTheWindow sends against a server that counts the window. The client takes
// nearly all of it, and meets no limit.
func TestPaceFollowsTheWindow(t *testing.T) {
	const limit = 600
	s := &sender{Pace: NewPace(1)}
	var at []time.Duration
	s.run(20*time.Minute, func() Response {
		for len(at) > 0 && s.now-at[0] >= window {
			at = at[1:]
		}
		if len(at) == limit {
			t.Fatalf("the window is full after %v", s.now)
		}
		at = append(at, s.now)
		return Response{Took: 50 * time.Millisecond, Remaining: Remaining{float64(limit - len(at)), 1000}}
	})
	if least := limit * 4 * 9 / 10; s.sent < least {
		t.Errorf("%d requests in 20 minutes, want at least %d", s.sent, least)
	}
}

// TestSeldomTurns: a client with few turns asks again, because the rate may grow.
func TestSeldomTurns(t *testing.T) {
	p := NewPace(26)
	p.Observe(0, Response{Remaining: Remaining{5999, 1199}})
	p.Observe(0, Response{Remaining: Remaining{0, 1199}})
	var wait time.Duration
	isReserved := true
	for range 20 {
		if wait, isReserved = p.Reserve(0, time.Hour, false); !isReserved {
			break
		}
	}
	if isReserved || wait <= 2*time.Second || wait > longestTurn+lookahead {
		t.Fatalf("Reserve = %v, %t, want more than 2 s and nothing reserved", wait, isReserved)
	}
	p.Observe(time.Second, Response{Remaining: Remaining{5999, 1199}})
	for range 100 {
		p.Observe(time.Second, Response{Remaining: Remaining{5999, 1199}})
	}
	if wait, _ := p.Reserve(5*time.Second, time.Hour, false); wait > 2*time.Second {
		t.Errorf("the next turn comes after %v, though the window is free", wait)
	}
}

// TestTurnsThatAreTooLate: requests that cannot wait for their turn leave the turn to others.
func TestTurnsThatAreTooLate(t *testing.T) {
	p := NewPace(26)
	p.Observe(0, Response{Remaining: Remaining{5999, 1199}})
	for range 20 {
		p.Observe(0, Response{Remaining: Remaining{1, 1199}})
	}
	sent := 0
	for now := time.Second; now <= 2*time.Minute; now += time.Second {
		wait, isReserved := p.Reserve(now, 0, false)
		if isReserved != (wait == 0) {
			t.Fatalf("after %v: Reserve = %v, %t, want a turn that is now or no turn", now, wait, isReserved)
		}
		if isReserved {
			sent++
		}
	}
	if sent < 12 || sent > 16 {
		t.Errorf("%d turns in 2 minutes, want one in 10 s", sent)
	}
}

func TestUsage(t *testing.T) {
	var u usage
	u.add(0, 10)
	u.add(12*time.Second, 5)
	u.slide(299 * time.Second)
	if u.sum != 15 || u.leaving(10*time.Second) != 10 || u.leaving(20*time.Second) != 15 {
		t.Errorf("after 299 s: sum %v, leaving %v and %v", u.sum, u.leaving(10*time.Second), u.leaving(20*time.Second))
	}
	u.slide(306 * time.Second)
	if u.sum != 5 {
		t.Errorf("after 306 s: sum %v", u.sum)
	}
	u.slide(2 * time.Hour)
	if u.sum != 0 || u.leaving(window) != 0 {
		t.Errorf("after two hours: sum %v", u.sum)
	}
}

// TestOperationsThatHaveBegun: while turns are seldom, an operation of many requests goes before
// other operations, and its turns are no turns of others.
func TestOperationsThatHaveBegun(t *testing.T) {
	s := &sender{Pace: NewPace(26)}
	s.Observe(0, Response{Remaining: Remaining{5999, 1199}})
	nothing := Response{Remaining: Remaining{1, 1199}}
	for range 20 {
		s.Observe(0, nothing)
	}
	s.run(time.Minute, func() Response { return nothing })
	for n := range 20 {
		start := s.now
		wait, isReserved := s.Reserve(s.now, time.Hour, true)
		for ; !isReserved; wait, isReserved = s.Reserve(s.now, time.Hour, true) {
			if other, isReserved := s.Reserve(s.now, time.Hour, false); isReserved || other < wait {
				t.Fatalf("request %d: another operation has its turn after %v, the operation after %v", n, other, wait)
			}
			s.now += min(wait, time.Second)
		}
		if s.now += wait; n > 0 && s.now-start > begunTurn {
			t.Fatalf("request %d after %v, want at most %v", n, s.now-start, begunTurn)
		}
	}
	if wait, isReserved := s.Reserve(s.now, time.Hour, false); isReserved || wait < longestTurn {
		t.Errorf("the first turn of another operation comes after %v, want %v", wait, longestTurn)
	}
}

// TestResume: the time of a Retry-After gives no unused turns, and clients that wait for the same
// moment do not send at the same moment.
func TestResume(t *testing.T) {
	first := map[time.Duration]bool{}
	for at := range 10 {
		s := &sender{Pace: NewPace(10)}
		s.run(10*time.Second, func() Response { return Response{Remaining: unknown()} })
		s.now = 300*time.Second + time.Duration(at)*137*time.Millisecond
		end := 340 * time.Second
		s.Observe(s.now, Response{IsRefused: true, Limit: Requests, RetryAfter: end - s.now, Remaining: unknown()})
		s.now, s.sent = end, 0
		s.run(10*time.Second, func() Response {
			if s.sent == 1 {
				first[s.now.Truncate(10*time.Millisecond)] = true
			}
			return Response{Remaining: unknown()}
		})
		if s.sent > 90 {
			t.Errorf("%d requests within 10 s after the Retry-After, want the rate of the budget alone", s.sent)
		}
	}
	if len(first) < 5 {
		t.Errorf("ten clients resume at %d moments, want them apart", len(first))
	}
}

// TestRefuse: a 429 takes the more, the fewer of the other clients learn of it, and the next 429
// more than the first.
func TestRefuse(t *testing.T) {
	after := func(clients float64, at ...time.Duration) float64 {
		b := newBudget(clients, documentedRequests)
		b.add(0, 600)
		for _, now := range at {
			b.refuse(now, time.Second)
		}
		return b.most
	}
	if one, many := after(1, 0), after(26, 0); one < 560 || many > 480 {
		t.Errorf("a 429 leaves %.0f of 600 to one client and %.0f to one of 26, want at least 560 and at most 480", one, many)
	}
	if once, same, again := after(10, 0), after(10, 0, 3*time.Second), after(10, 0, 10*time.Second); same != once || again > 0.86*once {
		t.Errorf("%.0f after a 429, %.0f after another of the same event, %.0f after a later event", once, same, again)
	}
	b := newBudget(26, documentedRequests)
	b.add(0, 600)
	if b.refuse(0, 30*time.Second); b.most < 560 {
		t.Errorf("a long Retry-After leaves %.0f of 600 to one of 26, want at least 560: all learn of it", b.most)
	}
}

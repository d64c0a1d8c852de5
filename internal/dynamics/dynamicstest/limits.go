package dynamicstest

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Limits are the service protection limits of an environment, for each user that
// signs in. A zero field means what Microsoft documents: 6000 requests and 20
// minutes of execution time within 300 seconds, and 52 requests at a time.
//
// A request over a limit gets 429 with Retry-After in whole seconds: until there
// is room again, or, where too many run at a time, one second. Each request that
// comes before a client was first told to come back puts that off by a second, up
// to the whole window; those of the first second, which may have been under way
// already, do not. A $batch is one request. Execution time is from when a request
// was received until its answer is sent, with Options.Latency.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
type Limits struct {
	Requests      int
	ExecutionTime time.Duration
	Window        time.Duration
	Concurrent    int
}

func (l Limits) withDefaults() *Limits {
	return &Limits{
		Requests: cmp.Or(l.Requests, 6000), ExecutionTime: cmp.Or(l.ExecutionTime, 20*time.Minute),
		Window: cmp.Or(l.Window, 300*time.Second), Concurrent: cmp.Or(l.Concurrent, 52),
	}
}

// underWay is how long after a client is told to wait the requests may still come
// that it had sent before.
const underWay = time.Second

// usage is what one user had of the service.
type usage struct {
	entries []*entry // within the window, the oldest first
	spent   time.Duration
	running int

	told    time.Time // when it was told to wait
	until   time.Time // until when
	first   time.Time // until when it was told at first
	refusal *apiError // why
}

// entry is one request that was admitted.
type entry struct {
	user *usage
	at   time.Time
	took time.Duration
	over bool // the window has left it behind
}

// admit lets a request of the user in, or refuses it. What it returns is to be
// given to finish once the request was answered.
func (l *Limits) admit(u *usage, now time.Time) (*entry, *apiError) {
	u.slide(now.Add(-l.Window))
	if now.Before(u.until) {
		if now.Sub(u.told) > underWay && now.Before(u.first) {
			u.until = minTime(u.until.Add(time.Second), now.Add(l.Window))
		}
		return nil, u.refusal.retryAfter(u.until.Sub(now))
	}
	switch {
	case len(u.entries) >= l.Requests:
		return nil, u.hold(now, u.entries[len(u.entries)-l.Requests].at.Add(l.Window), tooManyRequests(l))
	case u.spent >= l.ExecutionTime:
		return nil, u.hold(now, u.roomAt(l), tooMuchTime(l))
	case u.running >= l.Concurrent:
		return nil, tooManyAtATime(l).retryAfter(time.Second)
	}
	e := &entry{user: u, at: now}
	u.entries = append(u.entries, e)
	u.running++
	return e, nil
}

// finish counts the time that a request took; a nil entry counts for nothing.
func (e *entry) finish(now time.Time) {
	if e == nil {
		return
	}
	e.user.running--
	if e.took = now.Sub(e.at); !e.over {
		e.user.spent += e.took
	}
}

// slide forgets what was before the window.
func (u *usage) slide(start time.Time) {
	n := 0
	for n < len(u.entries) && !u.entries[n].at.After(start) {
		u.entries[n].over = true
		u.spent -= u.entries[n].took
		n++
	}
	u.entries = u.entries[n:]
}

// roomAt is when enough execution time has left the window.
func (u *usage) roomAt(l *Limits) time.Time {
	left := u.spent
	for _, e := range u.entries {
		if left -= e.took; left < l.ExecutionTime {
			return e.at.Add(l.Window)
		}
	}
	return time.Time{}
}

// hold tells a client to wait.
func (u *usage) hold(now, until time.Time, refusal *apiError) *apiError {
	u.told, u.first, u.until, u.refusal = now, until, until, refusal
	return refusal.retryAfter(until.Sub(now))
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// retryAfter is the refusal with the wait in whole seconds, none too short.
func (e *apiError) retryAfter(d time.Duration) *apiError {
	refused := *e
	refused.wait = int((d + time.Second - 1) / time.Second)
	return &refused
}

func tooManyRequests(l *Limits) *apiError {
	return refuse(http.StatusTooManyRequests, "0x80072322", "Number of requests exceeded the limit of %d over time window of %d seconds.", l.Requests, int(l.Window.Seconds()))
}

func tooMuchTime(l *Limits) *apiError {
	return refuse(http.StatusTooManyRequests, "0x80072321", "Combined execution time of incoming requests exceeded limit of %s  milliseconds over time window of %d seconds. Decrease number of concurrent requests or reduce the duration of requests and try again later.",
		thousands(strconv.FormatInt(l.ExecutionTime.Milliseconds(), 10)), int(l.Window.Seconds()))
}

func tooManyAtATime(l *Limits) *apiError {
	return refuse(http.StatusTooManyRequests, "0x80072326", "Number of concurrent requests exceeded the limit of %d.", l.Concurrent)
}

// thousands puts commas into the whole part of a number.
func thousands(s string) string {
	whole, fraction, found := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if found {
		return whole + "." + fraction
	}
	return whole
}

// remaining adds the headers that say how much is left.
func (l *Limits) remaining(u *usage, h http.Header) {
	h.Set("x-ms-ratelimit-burst-remaining-xrm-requests", strconv.Itoa(max(0, l.Requests-len(u.entries))))
	h.Set("x-ms-ratelimit-time-remaining-xrm-requests", thousands(fmt.Sprintf("%.2f", max(0, l.ExecutionTime-u.spent).Seconds())))
}

// limited answers a request unless it is over a limit.
func (e *Emulator) limited(clientID string, serve func() answer) answer {
	if e.limits == nil {
		return serve()
	}
	if e.usages == nil {
		e.usages = map[string]*usage{}
	}
	u := e.usages[clientID]
	if u == nil {
		u = &usage{}
		e.usages[clientID] = u
	}
	entry, refusal := e.limits.admit(u, e.now())
	var a answer
	if refusal != nil {
		a = errorAnswer(refusal, false)
	} else {
		a = serve()
		a.entry = entry
	}
	if a.header == nil {
		a.header = http.Header{}
	}
	e.limits.remaining(u, a.header)
	return a
}

// finish is called once an answer was kept back for as long as it takes.
func (e *Emulator) finish(a answer) {
	if a.entry == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	a.entry.finish(e.now())
}

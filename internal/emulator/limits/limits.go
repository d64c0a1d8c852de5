// Package limits enforces the service protection limits of Dataverse for each application.
package limits

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/response"
)

// Limits are the service protection limits of an environment, for each user that
// signs in. A zero field means the value that Microsoft documents: 6000 requests and 20
// minutes of execution time within 300 seconds, and 52 requests at a time.
//
// A request over a limit gets 429 with Retry-After in whole seconds. The wait ends when the
// window has room again. For too many requests at a time, the wait is one second. A request
// before the end of the first wait adds one second to the wait, up to the whole window. A
// request in the first second of the wait adds no time, because the client may have sent it
// before it received the 429. A $batch is one request. Execution time is the time from the
// receipt of a request to the end of its response, with Options.Latency.
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

// underWay is the time after a 429 in which a request may arrive that the client sent before
// it received the 429.
const underWay = time.Second

// usage is the use of the service by one user.
type usage struct {
	entries []*entry // the requests in the window, the oldest first
	spent   time.Duration
	running int

	told    time.Time    // the time of the first 429
	until   time.Time    // the end of the wait
	first   time.Time    // the end of the wait in the first 429
	refusal *odata.Error // the error of the first 429
}

// entry is one admitted request.
type entry struct {
	user *usage
	at   time.Time
	took time.Duration
	over bool // the request is older than the window
}

// admit admits or refuses a request of a user. The caller must call finish on the entry when
// the response is ready.
func (l *Limits) admit(u *usage, now time.Time) (*entry, *odata.Error) {
	u.slide(now.Add(-l.Window))
	if now.Before(u.until) {
		if now.Sub(u.told) > underWay && now.Before(u.first) {
			u.until = minTime(u.until.Add(time.Second), now.Add(l.Window))
		}
		return nil, withRetryAfter(u.refusal, u.until.Sub(now))
	}
	switch {
	case len(u.entries) >= l.Requests:
		return nil, u.hold(now, u.entries[len(u.entries)-l.Requests].at.Add(l.Window), tooManyRequests(l))
	case u.spent >= l.ExecutionTime:
		return nil, u.hold(now, u.roomAt(l), tooMuchTime(l))
	case u.running >= l.Concurrent:
		return nil, withRetryAfter(tooManyAtATime(l), time.Second)
	}
	e := &entry{user: u, at: now}
	u.entries = append(u.entries, e)
	u.running++
	return e, nil
}

// finish adds the execution time of a request to the usage.
func (e *entry) finish(now time.Time) {
	e.user.running--
	if e.took = now.Sub(e.at); !e.over {
		e.user.spent += e.took
	}
}

// slide removes the requests before the window.
func (u *usage) slide(start time.Time) {
	n := 0
	for n < len(u.entries) && !u.entries[n].at.After(start) {
		u.entries[n].over = true
		u.spent -= u.entries[n].took
		n++
	}
	u.entries = u.entries[n:]
}

// roomAt returns the time at which the execution time in the window is below the limit again.
func (u *usage) roomAt(l *Limits) time.Time {
	left := u.spent
	for _, e := range u.entries {
		if left -= e.took; left < l.ExecutionTime {
			return e.at.Add(l.Window)
		}
	}
	return time.Time{}
}

// hold starts a wait, and returns the refusal with its Retry-After.
func (u *usage) hold(now, until time.Time, refusal *odata.Error) *odata.Error {
	u.told, u.first, u.until, u.refusal = now, until, until, refusal
	return withRetryAfter(refusal, until.Sub(now))
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// withRetryAfter returns a copy of a refusal with the wait in whole seconds, rounded up.
func withRetryAfter(e *odata.Error, d time.Duration) *odata.Error {
	refused := *e
	refused.RetryAfter = int((d + time.Second - 1) / time.Second)
	return &refused
}

func tooManyRequests(l *Limits) *odata.Error {
	return odata.Refuse(http.StatusTooManyRequests, "0x80072322", "Number of requests exceeded the limit of %d over time window of %d seconds.", l.Requests, int(l.Window.Seconds()))
}

func tooMuchTime(l *Limits) *odata.Error {
	return odata.Refuse(http.StatusTooManyRequests, "0x80072321", "Combined execution time of incoming requests exceeded limit of %s  milliseconds over time window of %d seconds. Decrease number of concurrent requests or reduce the duration of requests and try again later.",
		thousands(strconv.FormatInt(l.ExecutionTime.Milliseconds(), 10)), int(l.Window.Seconds()))
}

func tooManyAtATime(l *Limits) *odata.Error {
	return odata.Refuse(http.StatusTooManyRequests, "0x80072326", "Number of concurrent requests exceeded the limit of %d.", l.Concurrent)
}

// thousands inserts commas into the whole part of a number.
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

// remaining sets the headers with the remaining requests and execution time.
func (l *Limits) remaining(u *usage, h http.Header) {
	h.Set("x-ms-ratelimit-burst-remaining-xrm-requests", strconv.Itoa(max(0, l.Requests-len(u.entries))))
	h.Set("x-ms-ratelimit-time-remaining-xrm-requests", thousands(fmt.Sprintf("%.2f", max(0, l.ExecutionTime-u.spent).Seconds())))
}

// Meter counts the requests and the execution time of each application, and enforces the
// limits. It is not safe for concurrent use. A nil Meter has no limits.
type Meter struct {
	limits *Limits
	usages map[string]*usage // by client id
}

// NewMeter returns a meter with the limits. A zero field means the documented limit.
func NewMeter(l Limits) *Meter { return &Meter{l.withDefaults(), map[string]*usage{}} }

// Serve runs serve for the request of an application, or refuses the request. If Done of the
// response is not nil, the caller must call it when the response is ready.
func (m *Meter) Serve(clientID string, now time.Time, serve func() response.Response) response.Response {
	if m == nil {
		return serve()
	}
	u := m.usages[clientID]
	if u == nil {
		u = &usage{}
		m.usages[clientID] = u
	}
	entry, refusal := m.limits.admit(u, now)
	var a response.Response
	if refusal != nil {
		a = response.Failure(refusal, false)
	} else {
		a = serve()
		a.Done = entry.finish
	}
	if a.Header == nil {
		a.Header = http.Header{}
	}
	m.limits.remaining(u, a.Header)
	return a
}

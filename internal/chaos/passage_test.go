package chaos

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// requestLine begins a request in a $batch, and holds what it is about.
var requestLine = regexp.MustCompile(`(?m)^[A-Z]+ https?://\S+ HTTP/1\.1\r$`)

// passage is one request to Dataverse or the token endpoint, and whose it is.
type passage struct {
	i        *invocation
	path     string
	write    bool
	parts    []string     // the requests in a $batch that several messages share
	of       [][]*message // whose each part is
	messages []*message   // never none
	starts   []*start     // one for each message
	key      string       // what the same request has in common
	nth      int          // of those with the key
	reached  time.Time    // when the server had it
}

// passage finds out whose a request is. What is for all counts for the first of
// the batch, so that a fault is counted once and not for a batch of a thousand.
func (i *invocation) passage(r *http.Request) (*passage, error) {
	x := &passage{i: i, path: r.URL.Path, write: r.Method != http.MethodGet && !isSignIn(r)}
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	if !isSignIn(r) {
		x.messages = i.owners.of(r.Method, r.URL.Path+"?"+r.URL.RawQuery, string(body))
	}
	if len(x.messages) == 0 {
		if x.write {
			i.w.wrong(i.batch[0], "a write of no message of the batch: %s %s", r.Method, r.URL.Path)
		}
		x.messages = i.batch[:1]
	}
	if isBundle(x.path, string(body)) {
		x.parts = requestLine.FindAllString(string(body), -1)
		x.of = i.owners.ofParts(string(body))
	}
	numbers := make([]string, len(x.messages))
	for n, m := range x.messages {
		numbers[n] = fmt.Sprint(m.n)
		x.starts = append(x.starts, i.startOf(m))
	}
	h := fnv.New128a()
	fmt.Fprintln(h, r.Method, r.URL.RequestURI(), strings.Join(numbers, " "))
	x.key = string(h.Sum(nil))
	i.w.passages[x.key]++
	x.nth = i.w.passages[x.key]
	return x, nil
}

// dice decide about a request by what it is: which of those that are sent at one
// instant is first, nothing decides.
func (x *passage) dice(about string) *rand.Rand { return x.i.w.dice(about, x.key, x.nth) }

func (x *passage) note(format string, args ...any) {
	for _, m := range x.messages {
		m.note(format, args...)
	}
}

// unanswered notes that the client cannot tell whether a write was carried out.
func (x *passage) unanswered() {
	for _, m := range x.messages {
		m.unanswered++
	}
}

// statusLine begins the answer to a request in a $batch.
var statusLine = regexp.MustCompile(`(?m)^HTTP/1\.1 (\d)\d\d`)

// carriedOut are the messages whose write the server carried out, by its own answer:
// of a $batch that messages share, those whose part it says were.
func (x *passage) carriedOut(genuine int, answer string) []*message {
	if genuine < 200 || genuine > 299 {
		return nil
	}
	if x.parts == nil {
		return x.messages
	}
	var all []*message
	for n, status := range statusLine.FindAllStringSubmatch(answer, -1) {
		if status[1] == "2" && n < len(x.of) {
			all = append(all, x.of[n]...)
		}
	}
	return all
}

// commit is a write of a message that the server carried out then.
type commit struct {
	at time.Time
	n  int
}

// commit notes that the writes of some of the messages were carried out.
func (x *passage) commit(done []*message) {
	t := x.i.w.trial
	for n, m := range x.messages {
		if !slices.Contains(done, m) {
			continue
		}
		x.starts[n].runs++
		if m.commits++; m.commits == 1 {
			m.began = x.reached
		}
		if x.reached.After(m.committed) {
			m.committed = x.reached
		}
		if m.mode == ordered {
			t.commits[m.group] = append(t.commits[m.group], commit{x.reached, m.n})
		}
	}
}

// has reports whether any of the messages is such a one.
func (x *passage) has(isIt func(*message) bool) *message {
	for _, m := range x.messages {
		if isIt(m) {
			return m
		}
	}
	return nil
}

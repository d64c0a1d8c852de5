package chaos

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"io"
	"iter"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// requestLine matches the first line of a request in a $batch.
var requestLine = regexp.MustCompile(`(?m)^[A-Z]+ https?://\S+ HTTP/1\.1\r$`)

// requestTrace is one request to Dataverse or the token endpoint, with its messages.
type requestTrace struct {
	i        *invocation
	path     string
	write    bool
	parts    []string     // the requests in a $batch of several messages
	of       [][]*message // the messages of each part
	messages []*message   // never empty
	starts   []*start     // one for each message
	key      string       // identifies equal requests
	nth      int          // number among the requests with the key
	reached  time.Time    // time at which the server got it
}

// requestTrace finds the messages of a request. A request for all messages counts for
// the first message of the batch, so that a fault is counted once and not for each of a
// thousand messages.
func (i *invocation) requestTrace(r *http.Request) (*requestTrace, error) {
	x := &requestTrace{i: i, path: r.URL.Path, write: r.Method != http.MethodGet && !isSignIn(r)}
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	x.write = x.write && !isReadBatch(x.path, string(body))
	if !isSignIn(r) {
		i.checkFence(r.URL.RequestURI(), string(body))
		x.messages = i.attribution.of(r.Method, r.URL.Path+"?"+r.URL.RawQuery, string(body))
	}
	if len(x.messages) == 0 {
		if x.write {
			i.w.wrong(i.batch[0], "a write of no message of the batch: %s %s", r.Method, r.URL.Path)
		}
		x.messages = i.batch[:1]
	}
	if isSharedBatch(x.path, string(body)) {
		x.parts = requestLine.FindAllString(string(body), -1)
		x.of = i.attribution.ofParts(string(body))
	}
	numbers := make([]int, len(x.messages))
	for n, m := range x.messages {
		numbers[n] = m.n
		x.starts = append(x.starts, i.startOf(m))
	}
	slices.Sort(numbers)
	h := fnv.New128a()
	fmt.Fprintln(h, r.Method, r.URL.RequestURI(), numbers)
	x.key = string(h.Sum(nil))
	i.w.requestCounts[x.key]++
	x.nth = i.w.requestCounts[x.key]
	return x, nil
}

// isReadBatch reports whether a $batch holds nothing but requests to read.
func isReadBatch(path, body string) bool {
	lines := requestLine.FindAllString(body, -1)
	isWrite := func(line string) bool { return !strings.HasPrefix(line, http.MethodGet+" ") }
	return strings.HasSuffix(path, "/$batch") && len(lines) > 0 && !slices.ContainsFunc(lines, isWrite)
}

// random returns random values that depend on the content of the request. The order of
// requests that are sent at one instant is not defined.
func (x *requestTrace) random(about string) *rand.Rand { return x.i.w.random(about, x.key, x.nth) }

func (x *requestTrace) note(format string, args ...any) {
	for _, m := range x.messages {
		m.note(format, args...)
	}
}

// unanswered records that the client cannot know whether a write was carried out.
func (x *requestTrace) unanswered() {
	for _, m := range x.messages {
		m.unanswered++
	}
}

// statusLine matches the first line of a response in a $batch.
var statusLine = regexp.MustCompile(`(?m)^HTTP/1\.1 (\d)\d\d`)

// carriedOut returns the messages whose write the server carried out, by its own
// response. For a $batch of several messages, it reads the status of each part.
func (x *requestTrace) carriedOut(genuine int, response string) []*message {
	if genuine < 200 || genuine > 299 {
		if x.parts != nil || bulkMessage(x.path) == "" {
			return nil
		}
		return reportedRows(x.messages, response)
	}
	if x.parts == nil {
		for _, status := range statusLine.FindAllStringSubmatch(response, -1) {
			if status[1] != "2" {
				return nil // the refusal of one request undoes the change set
			}
		}
		return x.messages
	}
	var all []*message
	for messages, part := range x.eachPart(response) {
		if status := statusLine.FindStringSubmatch(part); status[1] == "2" {
			all = append(all, messages...)
		} else {
			all = append(all, reportedRows(messages, part)...)
		}
	}
	return all
}

// eachPart yields the messages of each request in a $batch, with the response to it.
func (x *requestTrace) eachPart(response string) iter.Seq2[[]*message, string] {
	return func(yield func([]*message, string) bool) {
		at := statusLine.FindAllStringIndex(response, -1)
		for n, line := range at[:min(len(at), len(x.of))] {
			end := len(response)
			if n+1 < len(at) {
				end = at[n+1][0]
			}
			if !yield(x.of[n], response[line[0]:end]) {
				return
			}
		}
	}
}

// rowStatus matches the status of a row in the report of a bulk message, which is JSON in a
// JSON string.
var rowStatus = regexp.MustCompile(`\\"StatusCode\\":(\d)\d\d`)

// reportedRows returns the messages whose rows a bulk message of an elastic table wrote,
// although other rows failed.
func reportedRows(messages []*message, response string) []*message {
	all := rowStatus.FindAllStringSubmatch(response, -1)
	if len(all) != len(messages) {
		return nil
	}
	var done []*message
	for n, status := range all {
		if status[1] == "2" {
			done = append(done, messages[n])
		}
	}
	return done
}

// commit is a write of a message that the server carried out, with its time.
type commit struct {
	at time.Time
	n  int
}

// commit records that the writes of some of the messages were carried out.
func (x *requestTrace) commit(done []*message) {
	t := x.i.w.testRun
	for n, m := range x.messages {
		if !slices.Contains(done, m) {
			continue
		}
		x.starts[n].runs++
		if m.commits++; m.commits == 1 {
			m.began, m.deployment = x.reached, x.i.c.deployment
		}
		if x.reached.After(m.committed) {
			m.committed = x.reached
		}
		if m.mode == ordered {
			t.commits[m.group] = append(t.commits[m.group], commit{x.reached, m.n})
		}
	}
}

// has returns the first message for which isIt returns true, or nil.
func (x *requestTrace) has(isIt func(*message) bool) *message {
	for _, m := range x.messages {
		if isIt(m) {
			return m
		}
	}
	return nil
}

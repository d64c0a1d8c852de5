package chaos

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	topicFails    = "outcome topic: 500"
	topicIsSlow   = "outcome topic: no response within two seconds"
	topicUntold   = "outcome topic: connection reset after it took the events"
	topicIsGone   = "outcome topic gone for two hours"
	topicGoneFrom = 4 * time.Hour
	topicGoneTo   = 6 * time.Hour
)

// outcomeEvent is an outcome event as its reader gets it.
type outcomeEvent struct {
	ID            string
	CorrelationID string
	Time          time.Time
	Data          struct {
		MessageID string
		Outcome   string
	}
}

// topic carries out a call of SNS: it takes outcome events, or fails.
//
// See https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
func (a awsClient) topic(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || form.Get("Action") != "PublishBatch" {
		return nil, fmt.Errorf("unexpected call of SNS: %s", body)
	}
	i := invocationOf(r.Context())
	a.w.mu.Lock()
	defer a.w.mu.Unlock()
	events := a.w.readEvents(i, form)
	key := "topic " + events[0].ID
	a.w.requestCounts[key]++
	d := a.w.random("topic", key, a.w.requestCounts[key])
	call, err := i.enter()
	if err != nil {
		return nil, err
	}
	var fails string
	switch at := d.IntN(10); {
	case a.w.outages.during(topicGoneFrom, topicGoneTo):
		fails = topicIsGone
	case at < 3:
		fails = []string{topicFails, topicIsSlow, topicUntold}[at]
	}
	for _, e := range events {
		m := a.w.byID[e.Data.MessageID]
		if fails != "" {
			a.w.faultCounts.count(fails, m)
		}
		if fails == "" || fails == topicUntold {
			a.w.takeEvent(m, e)
		}
	}
	if err := i.leave(call); err != nil {
		return nil, err
	}
	switch fails {
	case topicFails:
		return reply(r, http.StatusInternalServerError, "<ErrorResponse><Error><Code>InternalFailure</Code></Error></ErrorResponse>"), nil
	case topicIsGone:
		return reply(r, http.StatusNotFound, "<ErrorResponse><Error><Code>NotFound</Code></Error></ErrorResponse>"), nil
	case topicIsSlow:
		a.w.mu.Unlock()
		<-r.Context().Done()
		a.w.mu.Lock()
		return nil, r.Context().Err()
	case topicUntold:
		return nil, errors.New("read: connection reset by peer")
	}
	return reply(r, http.StatusOK, published(len(events))), nil
}

// readEvents reads the events of a call. Each event is of a message of the batch.
func (w *simulation) readEvents(i *invocation, form url.Values) []outcomeEvent {
	var all []outcomeEvent
	for n := 1; ; n++ {
		entry := fmt.Sprintf("PublishBatchRequestEntries.member.%d.", n)
		if !form.Has(entry + "Id") {
			return all
		}
		text := form.Get(entry + "Message")
		var e outcomeEvent
		if json.Unmarshal([]byte(text), &e) != nil || w.byID[e.Data.MessageID] == nil || n > 10 {
			w.wrong(i.batch[0], "event %d of a call is of no message: %s", n, text)
			e.Data.MessageID = i.batch[0].id
		}
		w.checkCanaries(w.byID[e.Data.MessageID], "an outcome event", text)
		all = append(all, e)
	}
}

// published is the response for a number of events that SNS took.
func published(events int) string {
	var taken strings.Builder
	for n := range events {
		fmt.Fprintf(&taken, "<member><Id>%d</Id><MessageId>m</MessageId></member>", n)
	}
	return "<PublishBatchResponse><PublishBatchResult><Successful>" + taken.String() + "</Successful><Failed></Failed></PublishBatchResult></PublishBatchResponse>"
}

// takeEvent notes an event that the topic took. An event never comes before its effect.
func (w *simulation) takeEvent(m *message, e outcomeEvent) {
	m.note("event %s", e.ID)
	m.events = append(m.events, e)
	switch {
	case e.Data.Outcome == "dead-letter" && !w.hasDeadLetter(m):
		w.wrong(m, "has an event of a dead letter before the dead letter")
	case e.Data.Outcome == "done" && m.commits == 0:
		w.wrong(m, "has an event of its effect before the effect")
	case e.CorrelationID != m.correlation:
		w.wrong(m, "has an event with the correlation %q, want %q", e.CorrelationID, m.correlation)
	}
}

// hasDeadLetter reports whether the function has sent a dead letter of a message.
func (w *simulation) hasDeadLetter(m *message) bool {
	for _, name := range []string{"dead", "dead.fifo"} {
		for _, d := range w.queues[name].all {
			if d.message == m && d.attributes["class"] != "" {
				return true
			}
		}
	}
	return false
}

// isEvent reports whether a call sends an outcome event to the queue.
func (in call) isEvent() bool {
	return in.MessageAttributes["kind"].StringValue == "outcome"
}

// checkEvents requires an event for each end that the function reached and reported, unless a
// line of the log holds the event.
func (w *simulation) checkEvents() {
	for _, m := range w.messages {
		has := map[string]bool{}
		for _, e := range m.events {
			has[e.Data.Outcome] = true
		}
		for outcome := range m.ends {
			if !has[outcome] && !m.lostEvents[outcome] {
				w.wrong(m, "ended as %s, and no event tells of it", outcome)
			}
		}
	}
}

package chaos

import (
	"encoding/json"
	"fmt"
	"time"
)

func topicARN(name string) string { return "arn:aws:sns:" + region + ":" + account + ":" + name }

// stamp returns a time in the format of SNS.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// envelope returns a message in the format of SNS. url is the spelling of URL for its
// reader.
func (m *message) envelope(url string) map[string]any {
	return map[string]any{
		"Type": "Notification", "MessageId": m.id, "TopicArn": m.topic, "Message": m.text, "Timestamp": stamp(m.published),
		"SignatureVersion": "1", "Signature": "c2ln", "SigningCert" + url: "https://sns.invalid/cert.pem", "Unsubscribe" + url: "https://sns.invalid/",
		"MessageAttributes": map[string]any{"source": map[string]any{"Type": "String", "Value": fmt.Sprint("erp-", m.n)}},
	}
}

// publish is SNS. It delivers at least once, early or late, and in no order. From a FIFO
// topic it delivers once and in order.
func (w *simulation) publish(a *async, m *message) {
	m.published = time.Now().Truncate(time.Millisecond)
	m.note("published")
	switch {
	case m.competition != nil:
		w.faultCounts.count("competes for a row or a link without a sequence", m)
	case m.elastic:
		w.faultCounts.count("elastic table, reads that miss the last write", m)
	}
	d := w.random("deliver", m.n)
	deliver := func() { w.deliver(a, m) }
	if m.mode == ordered {
		deliver()
		return
	}
	late := time.Duration(d.Int64N(int64(2 * time.Second)))
	if d.IntN(10) == 0 {
		late = time.Duration(d.Int64N(int64(time.Hour)))
	}
	w.after(late, deliver)
	often := 25
	if m.isRouted {
		often = 3 // the second delivery may come after another deployment
	}
	if d.IntN(often) == 0 && !m.ownID() {
		w.after(time.Duration(d.Int64N(int64(2*time.Hour))), func() {
			w.faultCounts.count("delivered twice by SNS", m)
			deliver()
		})
	}
}

// ownID reports whether the id of SQS for a raw delivery decides which row the message
// creates. Two deliveries are two messages then.
func (m *message) ownID() bool {
	return m.mode == raw && m.makes && (m.intent.id == "" || m.verify != nil)
}

func (w *simulation) deliver(a *async, m *message) {
	m.note("delivered")
	switch m.mode {
	case direct:
		isDirect, isQueued := ways(time.Since(w.start))
		if isQueued {
			w.faultCounts.count("delivered by the subscription of Delivery=queued", m)
			w.fill(m)
		}
		if !isDirect {
			return
		}
		if isQueued {
			w.faultCounts.count("delivered by the subscriptions of both modes", m)
		}
		body, _ := json.Marshal(map[string]any{"Records": []any{map[string]any{
			"EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": m.topic + ":1", "Sns": m.envelope("Url"),
		}}})
		a.accept(&event{message: m, body: body})
		if d := w.random("async twice", m.n, len(m.history)); d.IntN(60) == 0 {
			w.after(time.Duration(d.Int64N(int64(10*time.Minute))), func() {
				w.faultCounts.count("invoked twice by Lambda", m)
				a.accept(&event{message: m, body: body})
			})
		}
	case queued:
		w.fill(m)
	case raw:
		d := w.queues["raw"].add(m, m.text, "", "", nil, 0)
		m.id, m.topic, m.published = d.id, queueARN("raw"), d.sent
		w.byID[d.id] = m
	case ordered:
		body, _ := json.Marshal(m.envelope("URL"))
		w.queues["work.fifo"].add(m, string(body), m.group, m.id, nil, 0)
	}
}

// fill puts a message into the queue of the standard topic.
func (w *simulation) fill(m *message) {
	body, _ := json.Marshal(m.envelope("URL"))
	w.queues["work"].add(m, string(body), "", "", nil, 0)
}

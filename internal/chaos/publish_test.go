package chaos

import (
	"encoding/json"
	"fmt"
	"time"
)

func topicARN(name string) string { return "arn:aws:sns:" + region + ":" + account + ":" + name }

// stamp is a time as SNS writes it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// envelope is a message as SNS writes it, with url in the case of its reader.
func (m *message) envelope(url string) map[string]any {
	return map[string]any{
		"Type": "Notification", "MessageId": m.id, "TopicArn": m.topic, "Message": m.text, "Timestamp": stamp(m.published),
		"SignatureVersion": "1", "Signature": "c2ln", "SigningCert" + url: "https://sns.invalid/cert.pem", "Unsubscribe" + url: "https://sns.invalid/",
		"MessageAttributes": map[string]any{"source": map[string]any{"Type": "String", "Value": fmt.Sprint("erp-", m.n)}},
	}
}

// publish is SNS: it delivers at least once, soon or late, in no order; from a
// FIFO topic once and in order.
func (w *world) publish(a *async, m *message) {
	m.published = time.Now().Truncate(time.Millisecond)
	m.note("published")
	switch {
	case m.contest != nil:
		w.tally.count("competes for a row or a link without a sequence", m)
	case m.elastic:
		w.tally.count("elastic table, reads that miss the last write", m)
	}
	d := w.dice("deliver", m.n)
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
	if d.IntN(25) == 0 && !m.ownID() {
		w.after(time.Duration(d.Int64N(int64(2*time.Hour))), func() {
			w.tally.count("delivered twice by SNS", m)
			deliver()
		})
	}
}

// ownID reports whether the id that SQS gives a raw delivery decides which row
// the message makes. Two of them would be two messages.
func (m *message) ownID() bool {
	return m.mode == raw && m.makes && (m.intent.id == "" || m.judge != nil)
}

func (w *world) deliver(a *async, m *message) {
	m.note("delivered")
	switch m.mode {
	case direct:
		body, _ := json.Marshal(map[string]any{"Records": []any{map[string]any{
			"EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": m.topic + ":1", "Sns": m.envelope("Url"),
		}}})
		a.accept(&event{message: m, body: body})
		if d := w.dice("async twice", m.n, len(m.history)); d.IntN(60) == 0 {
			w.after(time.Duration(d.Int64N(int64(10*time.Minute))), func() {
				w.tally.count("invoked twice by Lambda", m)
				a.accept(&event{message: m, body: body})
			})
		}
	case queued:
		body, _ := json.Marshal(m.envelope("URL"))
		w.queues["work"].add(m, string(body), "", "", nil, 0)
	case raw:
		d := w.queues["raw"].add(m, m.text, "", "", nil, 0)
		m.id, m.topic, m.published = d.id, queueARN("raw"), d.sent
		w.byID[d.id] = m
	case ordered:
		body, _ := json.Marshal(m.envelope("URL"))
		w.queues["work.fifo"].add(m, string(body), m.group, m.id, nil, 0)
	}
}

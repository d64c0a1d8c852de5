package chaos

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// deadLetter is the attributes of a dead letter that the function sent.
type deadLetter map[string]string

// isGone reports whether the message is in a dead-letter queue at the end.
func (m *message) isGone() bool { return m.deadLetterCount > 0 }

// read counts the messages of a dead-letter queue, and verifies each dead letter.
func (w *simulation) read(q *queue) {
	for _, d := range q.all {
		m := d.message
		if !d.deleted { // redriven
			m.deadLetterCount++
		}
		if q.fifo && d.group != m.group {
			w.wrong(m, "its dead letter is in group %s, not %s", d.group, m.group)
		}
		if d.attributes["class"] != "" && d.source == "" { // a redrive policy keeps old attributes
			m.deadLetters = append(m.deadLetters, d.attributes)
			w.checkDeadLetter(m, d)
			continue
		}
		var record struct {
			RequestPayload struct {
				Records []struct {
					SNS json.RawMessage `json:"Sns"`
				}
			} `json:"requestPayload"`
		}
		body := d.body
		if json.Unmarshal([]byte(body), &record) == nil && len(record.RequestPayload.Records) == 1 {
			body = string(record.RequestPayload.Records[0].SNS)
		}
		w.checkEnvelope(m, body)
	}
}

// checkEnds verifies the reason of a dead letter that the function did not send.
func (w *simulation) checkEnds(m *message) {
	if m.neverAnswered && m.mode == ordered && m.redrives == 0 && len(m.deadLetters) > 0 {
		return // given up for its age
	}
	if m.neverAnswered && m.version != 0 && m.redrives == 0 {
		return // stale before it was written
	}
	if (m.redrives > 0) != m.neverAnswered && m.failures == 0 {
		w.wrong(m, "was received too often %d times", m.redrives)
	}
	broken := 0
	for _, s := range m.starts {
		if s.killed || s.sqsFault {
			broken++
		}
	}
	if broken < 3*m.failures {
		w.wrong(m, "was given up by Lambda, while %d of its starts were killed or could not hand it over", broken)
	}
}

// checkDeadLetter verifies that the message deserves a dead letter of the function.
func (t *testRun) checkDeadLetter(m *message, d *queuedMessage) {
	t.checkEnvelope(m, d.body)
	t.checkCanaries(m, "the attributes of a dead letter", fmt.Sprint(d.attributes))
	for _, name := range []string{"class", "reason", "time"} {
		if d.attributes[name] == "" {
			t.wrong(m, "a dead letter without %s", name)
		}
	}
	class, code, status := d.attributes["class"], d.attributes["code"], d.attributes["status"]
	switch {
	case class == "unknown" && (m.runs || strings.HasPrefix(m.messageKind, "action")) && !m.repeats && !m.once && m.unanswered > 0:
		if d.attributes["reason"] != "outcome unknown" {
			t.wrong(m, "the reason is %q", d.attributes["reason"])
		}
	case class == "rejected" && m.refused && strings.EqualFold(code, m.code):
	case class == "rejected" && m.byETag && m.commits > 0 && code == "0x80060882" && status == "412":
		// The second run found the row changed by the first.
	case (class == "unavailable" || class == "misconfigured") && m.mode == ordered && strings.HasPrefix(d.attributes["reason"], "given up after 10 days: "):
		// Dataverse never responds for its row. Or a message before it in the group waited
		// for 10 days, and its own attempt then met a fault.
		t.faultCounts.count("older than 10 days in order, given up", m)
		if age := d.sent.Sub(m.published); age < longestInOrder-m.skew() {
			t.wrong(m, "is given up after %v", age)
		}
	case (class == "unavailable" || class == "misconfigured") && strings.HasPrefix(d.attributes["reason"], fmt.Sprintf("given up after %d receives: ", maxReceiveCount)):
		t.faultCounts.count("last receive, given up by the function", m)
		m.redrives++ // SQS would move it
		if age := d.sent.Sub(m.published); age < 24*time.Hour {
			t.wrong(m, "is given up after %v", age)
		}
	case class == "rejected" && m.rejectedAfterWrite && code == "0x80040265":
		// The message is about an elastic table. Its row may exist.
	case class == "rejected" && len(m.parents) > 0 && isNoRow(code):
		t.checkPatience(m, publishedBy(m, d.body), d.sent)
	case class == "rejected" && m.version != 0 && !m.makes && isNoRow(code) && status == "404" && d.attributes["operation"] == "update":
		// An older change of a deleted row. The row was deleted before the function read
		// it, or after.
	default:
		t.wrong(m, "does not deserve a dead letter of class %s, status %q, code %q: %s", class, status, code, d.attributes["reason"])
	}
}

func isNoRow(code string) bool {
	return slices.Contains([]string{"sequence-row", "0x80040217", "0x80060891"}, code)
}

// publishedBy is the publish time in the envelope of a dead letter. Two raw deliveries of a
// message are two messages for the function, each with the time at which it was sent.
func publishedBy(m *message, body string) time.Time {
	var e struct{ Timestamp time.Time }
	if json.Unmarshal([]byte(body), &e) != nil || e.Timestamp.IsZero() {
		return m.published
	}
	return e.Timestamp
}

// checkEnvelope compares a body with the published message.
func (t *testRun) checkEnvelope(m *message, body string) {
	var e struct {
		Type, Message, Timestamp string
		MessageID                string `json:"MessageId"`
		TopicARN                 string `json:"TopicArn"`
		MessageAttributes        map[string]struct{ Value string }
	}
	if m.mode == raw && body == m.text {
		return // redriven without a change
	}
	if err := json.Unmarshal([]byte(body), &e); err != nil || e.Type != "Notification" {
		t.wrong(m, "its dead letter is no envelope: %s", body)
		return
	}
	if t.byID[e.MessageID] != m || e.TopicARN != m.topic || e.Message != m.text {
		t.wrong(m, "its dead letter is not it: %s", body)
	}
	if m.mode == raw {
		return // two deliveries are two messages with two times
	}
	if e.MessageID != m.id || e.Timestamp != stamp(m.published) || e.MessageAttributes["source"].Value != fmt.Sprint("erp-", m.n) {
		t.wrong(m, "its dead letter is changed: %s", body)
	}
}

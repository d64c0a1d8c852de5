package chaos

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// letter is a dead letter that the function sent.
type letter map[string]string // its attributes

// isGone reports whether the message is in a dead-letter queue at the end.
func (m *message) isGone() bool { return m.buried > 0 }

// read takes stock of a dead-letter queue, and holds each letter to its message.
func (w *world) read(q *queue) {
	for _, d := range q.all {
		m := d.message
		if !d.deleted { // redriven
			m.buried++
		}
		if q.fifo && d.group != m.group {
			w.wrong(m, "its dead letter is in group %s, not %s", d.group, m.group)
		}
		if d.attributes["class"] != "" {
			m.letters = append(m.letters, d.attributes)
			w.checkLetter(m, d)
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

// checkEnds holds the ends that are not the function's own to their reasons.
func (w *world) checkEnds(m *message) {
	if m.never && m.mode == ordered && m.redrives == 0 && len(m.letters) > 0 {
		return // given up for its age
	}
	if m.never && m.version != 0 && m.redrives == 0 {
		return // stale before it was written
	}
	if (m.redrives > 0) != m.never && m.failures == 0 {
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

// checkLetter holds a letter of the function to what the message deserves.
func (t *trial) checkLetter(m *message, d *deposit) {
	t.checkEnvelope(m, d.body)
	t.unseen(m, "the attributes of a dead letter", fmt.Sprint(d.attributes))
	for _, name := range []string{"class", "reason", "time"} {
		if d.attributes[name] == "" {
			t.wrong(m, "a dead letter without %s", name)
		}
	}
	class, code, status := d.attributes["class"], d.attributes["code"], d.attributes["status"]
	switch {
	case class == "unknown" && (m.runs || strings.HasPrefix(m.sort, "action")) && !m.repeats && m.unanswered > 0:
		if d.attributes["reason"] != "outcome unknown" {
			t.wrong(m, "the reason is %q", d.attributes["reason"])
		}
	case class == "rejected" && m.refused && strings.EqualFold(code, m.code):
	case class == "rejected" && m.byETag && m.commits > 0 && code == "0x80060882" && status == "412":
		// Run again, it found the row changed: by itself.
	case class == "unavailable" && m.never && m.mode == ordered && strings.HasPrefix(d.attributes["reason"], "given up after 10 days: "):
		t.tally.count("older than 10 days in order, given up", m)
		if age := d.sent.Sub(m.published); age < longestInOrder-m.skew() {
			t.wrong(m, "is given up after %v", age)
		}
	case class == "rejected" && m.plugged && code == "0x80040265":
		// Of an elastic table. Its row may be there all the same.
	case class == "rejected" && len(m.parents) > 0 && isNoRow(code):
		t.checkPatience(m, d.sent)
	case class == "rejected" && m.version != 0 && !m.makes && isNoRow(code) && status == "404" && d.attributes["operation"] == "update":
		// An older change of a row that is deleted: before the function looked, or after.
	default:
		t.wrong(m, "does not deserve a dead letter of class %s, status %q, code %q: %s", class, status, code, d.attributes["reason"])
	}
}

func isNoRow(code string) bool {
	return slices.Contains([]string{"sequence-row", "0x80040217", "0x80060891"}, code)
}

// checkEnvelope holds a body to what was published.
func (t *trial) checkEnvelope(m *message, body string) {
	var e struct {
		Type, Message, Timestamp string
		MessageID                string `json:"MessageId"`
		TopicARN                 string `json:"TopicArn"`
		MessageAttributes        map[string]struct{ Value string }
	}
	if m.mode == raw && body == m.text {
		return // redriven as it came
	}
	if err := json.Unmarshal([]byte(body), &e); err != nil || e.Type != "Notification" {
		t.wrong(m, "its dead letter is no envelope: %s", body)
		return
	}
	if t.byID[e.MessageID] != m || e.TopicARN != m.topic || e.Message != m.text {
		t.wrong(m, "its dead letter is not it: %s", body)
	}
	if m.mode == raw {
		return // two deliveries are two messages, sent at two times
	}
	if e.MessageID != m.id || e.Timestamp != stamp(m.published) || e.MessageAttributes["source"].Value != fmt.Sprint("erp-", m.n) {
		t.wrong(m, "its dead letter is changed: %s", body)
	}
}

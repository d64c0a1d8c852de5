package chaos

import (
	"encoding/json"
	"slices"
	"time"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// plan thinks up the messages, and puts in place what they need.
type plan struct {
	trial    *trial
	accounts []string // that leads are joined with
	kin      []string // accounts that messages make
	made     int      // rows, so that each has another id
	slots    []slot   // columns of rows that no message has yet
	rows     []*sequenced
	contests []*contest
	err      error
}

// slot is a column of a row, for one message to update.
type slot struct{ set, id, column, key string }

// sort is a sort of message: how many of 1000 are, and what makes one.
type sort struct {
	name  string
	share int
	make  func(p *plan, m *message) map[string]any
}

func sorts() []sort {
	return []sort{
		{"create, derived id", 150, (*plan).create},
		{"create, given id", 60, (*plan).createGiven},
		{"create, by key", 30, (*plan).createKeyed},
		{"create, for a user", 50, (*plan).createFor},
		{"update", 150, (*plan).update},
		{"update, ETag", 10, (*plan).updateETag},
		{"upsert", 80, (*plan).upsert},
		{"delete", 80, (*plan).delete},
		{"associate", 60, (*plan).associate},
		{"disassociate", 50, (*plan).disassociate},
		{"action, bound", 60, (*plan).addNote},
		{"action, unbound", 50, (*plan).recordRun},
		{"action, repeatable", 20, (*plan).recordRunAgain},
		{"sequence", 110, (*plan).sequence},
		{"never answered", 2, (*plan).never},
	}
}

// messages thinks up so many, of which some are to be rejected, some to come in
// order, and some to come at once.
func (p *plan) messages(n int) error {
	inOrder, exported, families := n/14, n/8, n/10
	p.free(n-inOrder-exported-families-stuckMessages, slices.Concat(sorts(), rivals(), elastics(), refusals(), batches()))
	p.export(exported)
	p.inOrder(inOrder)
	p.stuck(stuckMessages)
	p.families(families)
	return p.err
}

// stuckMessages are enough for the last of them to grow too old.
const stuckMessages = 24

// free thinks up messages that come in no order: one of each sort, and the rest
// by their shares.
func (p *plan) free(n int, all []sort) {
	for range 4 {
		p.accounts = append(p.accounts, p.row("accounts", map[string]any{"name": "pool"}))
	}
	for len(p.trial.messages) < n {
		m := p.message(direct)
		switch at := p.trial.dice("mode", m.n).IntN(100); {
		case at < 30:
			m.mode = queued
		case at < 40:
			m.mode = raw
		}
		p.think(m, all)
	}
}

func (p *plan) message(mode mode) *message {
	m := &message{n: len(p.trial.messages), mode: mode, topic: topicARN("dynamics")}
	m.id = p.trial.guid("message", m.n)
	p.trial.messages = append(p.trial.messages, m)
	p.trial.byID[m.id] = m
	return m
}

// think gives a message its sort and text.
func (p *plan) think(m *message, all []sort) {
	if m.n < len(all) {
		m.sort = all[m.n].name
		m.write(all[m.n].make(p, m))
		return
	}
	total := 0
	for _, s := range all {
		total += s.share
	}
	at := p.trial.dice("sort", m.n).IntN(total)
	for _, s := range all {
		if at -= s.share; at < 0 {
			m.sort = s.name
			m.write(s.make(p, m))
			return
		}
	}
}

// write makes the text of a message, if its maker did not.
func (m *message) write(fields map[string]any) {
	if m.text == "" {
		text, _ := json.Marshal(fields) // strings, numbers and maps of them
		m.text = string(text)
	}
}

// row makes a row for a message to work at.
func (p *plan) row(set string, cells map[string]any) string {
	id := p.trial.guid("row", p.next())
	if err := p.trial.admin.row(set, id, cells); err != nil && p.err == nil {
		p.err = err
	}
	return id
}

func (p *plan) next() int {
	p.made++
	return p.made
}

// orderedBurst keeps the bursts of groups apart from others.
const orderedBurst = 1 << 22

// when is when a message is published: all day, and a third of them while
// something lasts.
func (w *world) when(m *message) time.Duration {
	d := w.dice("when", m.n)
	if m.burst != 0 {
		// Changes of one row that come at once, to race for it.
		b, within := w.dice("burst", m.burst), 2*time.Second
		from, to := time.Duration(0), span
		switch {
		case m.burst >= kinFrom:
			within = spread(m.burst)
			if b.IntN(3) == 0 {
				from, to = outageFrom-30*time.Minute, outageTo
			}
		case m.burst >= orderedBurst:
			within = time.Minute
		}
		return from + time.Duration(b.Int64N(int64(to-from))) + time.Duration(d.Int64N(int64(within)))
	}
	part := func(from, to time.Duration) time.Duration { return from + time.Duration(d.Int64N(int64(to-from))) }
	if m.exported {
		return part(exportFrom, exportTo)
	}
	switch d.IntN(16) {
	case 0:
		return part(outageFrom, outageTo)
	case 1:
		return part(userFrom, userTo)
	case 2:
		return part(expiredFrom, expiredTo)
	case 3:
		if d.IntN(4) > 0 {
			break
		}
		return part(sqsFrom, sqsTo-2*time.Minute)
	case 4:
		return part(slowFrom, slowTo)
	}
	return part(0, span)
}

// base are a row of each table with nothing set, so that it can be told what a
// message set and what is a default.
func (p *plan) base() map[string]string {
	ids := map[string]string{}
	for _, set := range []string{"accounts", "contacts", "leads", "opportunities", "tasks", "annotations", "sample_things", "new_orders", sensors} {
		ids[set] = p.row(set, map[string]any{})
	}
	return ids
}

// ana is the user that messages act for: her ids in all three ways.
func ana(n int) map[string]any {
	return []map[string]any{
		{"systemUserId": dynamicstest.AnaID}, {"objectId": dynamicstest.AnaObjectID}, {"email": dynamicstest.AnaEmail},
	}[n%3]
}

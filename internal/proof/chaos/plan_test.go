package chaos

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/route"
)

// plan makes the messages, and creates the rows that they need.
type plan struct {
	testRun        *testRun
	accounts       []string // accounts that leads are associated with
	familyAccounts []string // accounts that messages create
	made           int      // rows created, so that each has another id
	slots          []slot   // columns of rows that no message changes yet
	rows           []*sequenced
	competitions   []*competition
	valuesAccount  string // the account that plain values name by its columns
	err            error
}

// slot is a column of a row for one message to update.
type slot struct{ set, id, column, key string }

// messageKind is a kind of message: its share of 1000 messages, and the function that
// makes one.
type messageKind struct {
	name  string
	share int
	make  func(p *plan, m *message) map[string]any
}

func messageKinds() []messageKind {
	return []messageKind{
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
		{"never answered", 2, (*plan).neverAnswered},
	}
}

// messages makes n messages. Some must be rejected, some come in order, and some are
// published together.
func (p *plan) messages(n int) error {
	inOrder, exported, families := n/14, n/8, n/10
	p.free(n-inOrder-exported-families-stuckMessages, slices.Concat(messageKinds(), plainValues(), competitors(), elastics(), refusals(), fenced(), batches(), onceKinds(), routed()))
	for _, m := range p.testRun.messages {
		if m.messageKind == "not JSON" {
			m.code = route.CodeNoRoute // TestKill has no routes, and decodes it
		}
	}
	p.export(exported)
	p.inOrder(inOrder)
	p.stuck(stuckMessages)
	p.families(families)
	return p.err
}

// stuckMessages is enough for the last of them to become too old.
const stuckMessages = 24

// free makes messages without an order: one of each kind, and the rest by the shares of
// the kinds.
func (p *plan) free(n int, all []messageKind) {
	for range 4 {
		p.accounts = append(p.accounts, p.row("accounts", map[string]any{"name": "pool"}))
	}
	for len(p.testRun.messages) < n {
		m := p.message(direct)
		switch at := p.testRun.random("mode", m.n).IntN(100); {
		case at < 30:
			m.mode = queued
		case at < 40:
			m.mode = raw
		}
		p.assignKind(m, all)
	}
}

func (p *plan) message(mode mode) *message {
	m := &message{n: len(p.testRun.messages), mode: mode, topic: topicARN("dynamics")}
	m.id = p.testRun.guid("message", m.n)
	p.testRun.messages = append(p.testRun.messages, m)
	p.testRun.byID[m.id] = m
	return m
}

// assignKind gives a message its kind and text.
func (p *plan) assignKind(m *message, all []messageKind) {
	if m.n < len(all) {
		m.messageKind = all[m.n].name
		m.write(all[m.n].make(p, m))
		return
	}
	total := 0
	for _, s := range all {
		total += s.share
	}
	at := p.testRun.random("sort", m.n).IntN(total)
	for _, s := range all {
		if at -= s.share; at < 0 {
			m.messageKind = s.name
			m.write(s.make(p, m))
			return
		}
	}
}

// write sets the text of a message, unless its maker set it.
func (m *message) write(fields map[string]any) {
	if m.text == "" {
		if m.n%2 == 0 {
			m.correlation = fmt.Sprint("order ", m.n)
			fields["correlation"] = m.correlation
		}
		text, _ := json.Marshal(fields) // strings, numbers and maps of them
		m.text = string(text)
	}
}

// row creates a row for a message.
func (p *plan) row(set string, cells map[string]any) string {
	id := p.testRun.guid("row", p.next())
	if err := p.testRun.admin.row(set, id, cells); err != nil && p.err == nil {
		p.err = err
	}
	return id
}

func (p *plan) next() int {
	p.made++
	return p.made
}

// orderedBurst separates the bursts of groups from other bursts.
const orderedBurst = 1 << 22

// when returns the time at which a message is published: at any time of the day, and for
// a third of the messages during an outage.
func (w *simulation) when(m *message) time.Duration {
	d := w.random("when", m.n)
	if m.burst != 0 {
		// Changes of one row that compete are published together.
		b, within := w.random("burst", m.burst), 2*time.Second
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
	if m.isRouted && d.IntN(2) == 0 {
		return part(deployAt-time.Hour, rollbackAt+deployWindow)
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

// base creates a row of each table without values, to distinguish the values of a
// message from the defaults.
func (p *plan) base() map[string]string {
	ids := map[string]string{}
	for _, set := range []string{"accounts", "contacts", "leads", "opportunities", "tasks", "annotations", "sample_things", "new_orders", sensors} {
		ids[set] = p.row(set, map[string]any{})
	}
	return ids
}

// ana returns the user that messages impersonate, by one of her three ids.
func ana(n int) map[string]any {
	return []map[string]any{
		{"systemUserId": emulator.AnaID}, {"objectId": emulator.AnaObjectID}, {"email": emulator.AnaEmail},
	}[n%3]
}

package chaos

import (
	"fmt"
	"slices"
	"time"
)

// kinFrom is the first of the families' bursts.
const kinFrom = 1 << 24

// families thinks up rows, and messages that need them, each published as a message
// of its own and in any order: of one account a contact bound to it, a note on the
// contact, a lead and the link of both, changes of the account by itself, in a batch
// and in order.
func (p *plan) families(n int) {
	for g := 0; n > 0; g++ {
		size := min(n, 8)
		n -= size
		f := &family{plan: p, g: g}
		for _, sort := range kin()[:size] {
			m := p.message(direct)
			m.burst, m.sort = kinFrom+g, sort.name
			switch at := p.trial.dice("mode", m.n).IntN(100); {
			case sort.ordered:
				m.mode, m.topic, m.group = ordered, topicARN("dynamics.fifo"), fmt.Sprint("kin-", g)
			case at < 30:
				m.mode = queued
			case at < 40:
				m.mode = raw
			}
			m.write(sort.make(f, m))
		}
	}
}

// family is the rows of one account, and the messages that make them.
type family struct {
	plan                   *plan
	g                      int
	account, contact, lead *message
}

type kinSort struct {
	name    string
	ordered bool
	make    func(*family, *message) map[string]any
}

// kin are the messages of a family. What needs a row comes after what makes it here,
// and whenever it likes when it is published.
func kin() []kinSort {
	return []kinSort{
		{"parent, create", false, (*family).makeAccount},
		{"child, create bound to it", false, (*family).makeContact},
		{"child, update", false, (*family).change},
		{"child of a child, bound action", false, (*family).addNote},
		{"parent, create of the other end", false, (*family).makeLead},
		{"child, associate before both ends", false, (*family).join},
		{"child, batch", false, (*family).batch},
		{"child, in order", true, (*family).changeInOrder},
	}
}

// spread is how far apart the messages of a family are published: mostly within its
// patience, and now and then not.
func spread(burst int) time.Duration {
	if burst%8 == 0 {
		return 40 * time.Minute
	}
	return 4 * time.Minute
}

// makeAccount makes the row that the others need; of some families it never comes.
func (f *family) makeAccount(m *message) map[string]any {
	f.account = m
	m.makes, m.set, m.intent.id = true, "accounts", f.plan.trial.guid("kin", m.n)
	m.cells = map[string]any{"name": m.mark()}
	if f.g%10 == 9 {
		m.refused, m.code, m.aborts = true, "0x80040265", true
	}
	f.plan.kin = append(f.plan.kin, m.intent.id)
	return map[string]any{"operation": "create", "entitySet": m.set, "id": m.intent.id, "data": m.sent()}
}

func (f *family) makeContact(m *message) map[string]any {
	f.contact = m
	m.parents = []*message{f.account}
	m.makes, m.set, m.intent.id = true, "contacts", f.plan.trial.guid("kin", m.n)
	m.cells = map[string]any{"lastname": m.mark(), "fullname": m.mark(), "_parentcustomerid_value": f.account.intent.id}
	data := m.sent()
	data["parentcustomerid_account@odata.bind"] = "/accounts(" + f.account.intent.id + ")"
	return map[string]any{"operation": "create", "entitySet": m.set, "id": m.intent.id, "data": data}
}

// change is the update of an account that may not be there.
func (f *family) change(m *message) map[string]any { return f.set(m, "telephone1") }

func (f *family) changeInOrder(m *message) map[string]any { return f.set(m, "fax") }

func (f *family) set(m *message, column string) map[string]any {
	m.parents = []*message{f.account}
	m.set, m.intent.id, m.cells = "accounts", f.account.intent.id, map[string]any{column: m.mark()}
	return map[string]any{"operation": "update", "entitySet": m.set, "id": m.intent.id, "data": m.cells}
}

func (f *family) addNote(m *message) map[string]any {
	fields := f.plan.addNote(m)
	m.parents = []*message{f.contact}
	m.cells["_objectid_value"] = f.contact.intent.id
	fields["id"] = f.contact.intent.id
	return fields
}

func (f *family) makeLead(m *message) map[string]any {
	f.lead = m
	m.makes, m.set, m.intent.id = true, "leads", f.plan.trial.guid("kin", m.n)
	m.cells = map[string]any{"subject": m.mark()}
	return map[string]any{"operation": "create", "entitySet": m.set, "id": m.intent.id, "data": m.sent()}
}

func (f *family) join(m *message) map[string]any {
	m.parents = []*message{f.account, f.lead}
	m.link = &link{f.account.intent.id, f.lead.intent.id}
	return joins("associate", m.link)
}

// batch changes the account and makes a row, or does neither.
func (f *family) batch(m *message) map[string]any {
	m.makes, m.parents, m.judge = true, []*message{f.account}, (*judge).kinBatch
	m.set, m.intent.id = "accounts", f.account.intent.id
	return map[string]any{"operation": "batch", "operations": []any{
		map[string]any{"operation": "update", "entitySet": "accounts", "id": m.intent.id, "data": map[string]any{"accountnumber": m.mark()}},
		map[string]any{"operation": "create", "entitySet": "sample_things", "data": map[string]any{"sample_name": m.mark()}},
	}}
}

func (j *judge) kinBatch(m *message) bool {
	thing, parts := j.only("sample_things", m)
	if parts > 0 {
		j.overlay("sample_things", thing, j.base["sample_things"], map[string]any{"sample_name": m.mark()})
	}
	if _, changed := j.only("accounts", m); changed > 0 {
		parts++
		j.overlay("accounts", m.intent.id, j.want.rows["accounts"][m.intent.id], map[string]any{"accountnumber": m.mark()})
	}
	return j.whole(m, parts, 2)
}

// longestWaiting is the age from which on a message has no patience left.
const longestWaiting = 48 * time.Hour

// missed is the fault of a message that comes before the row that it needs.
const missed = "a row that is needed and not there yet"

// miss notes that a write found no row.
func (x *passage) miss(genuine truth) {
	for _, m := range x.messages {
		if len(m.parents) > 0 && slices.ContainsFunc(noRowCodes(), genuine.has) {
			m.misses = append(m.misses, x.reached)
			x.i.w.tally.count(missed, m)
		}
	}
}

// noRowCodes are what Dataverse says of a row that is not there.
func noRowCodes() []string { return []string{"0x80040217", "0x80060891"} }

// checkPatience holds the dead letter of a child, sent then, to the patience: a row
// that it needs was not there for so long since its first failure, or, for an action
// and in order, since it was published; nor when it was tried last.
func (t *trial) checkPatience(m *message, at time.Time) {
	tried := m.misses
	for len(tried) > 0 && tried[len(tried)-1].After(at) {
		tried = tried[:len(tried)-1]
	}
	if len(tried) == 0 {
		t.wrong(m, "is dead-lettered for a row, and found all that it needs")
		return
	}
	since := tried[0]
	if m.runs || m.mode == ordered {
		since = m.published
	}
	last := tried[len(tried)-1]
	if last.Sub(m.published) > longestWaiting {
		since = m.published // it was redriven
	}
	if waited := at.Sub(since); waited < rowPatience-time.Second-m.skew() {
		t.wrong(m, "is dead-lettered %v after it had to wait", waited)
	}
	if !slices.ContainsFunc(m.parents, func(p *message) bool { return p.commits == 0 || p.began.After(last) }) {
		t.wrong(m, "is dead-lettered, and what it needs was there at its last attempt")
	}
}

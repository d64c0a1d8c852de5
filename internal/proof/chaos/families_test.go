package chaos

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// kinFrom is the number of the first burst of a family.
const kinFrom = 1 << 24

// families makes rows and messages that need these rows. Each message is published by
// itself and in any order: for one account a bound contact, a note on the contact, a
// lead, the link of account and lead, and changes of the account alone, in a batch and
// in order.
func (p *plan) families(n int) {
	for g := 0; n > 0; g++ {
		size := min(n, 8)
		n -= size
		f := &family{plan: p, g: g}
		for _, messageKind := range familyKinds()[:size] {
			m := p.message(direct)
			m.burst, m.messageKind = kinFrom+g, messageKind.name
			switch at := p.testRun.random("mode", m.n).IntN(100); {
			case messageKind.ordered:
				m.mode, m.topic, m.group = ordered, topicARN("dynamics.fifo"), fmt.Sprint("kin-", g)
			case at < 30:
				m.mode = queued
			case at < 40:
				m.mode = raw
			}
			m.write(messageKind.make(f, m))
		}
	}
}

// family is the rows of one account, and the messages that create them.
type family struct {
	plan                   *plan
	g                      int
	account, contact, lead *message
}

type familyKind struct {
	name    string
	ordered bool
	make    func(*family, *message) map[string]any
}

// familyKinds returns the kinds of the messages of a family. In this list, a message comes
// after the messages that create its rows. It is published at any time.
func familyKinds() []familyKind {
	return []familyKind{
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

// spread returns the time within which the messages of a family are published: usually
// within the patience of the function, sometimes longer.
func spread(burst int) time.Duration {
	if burst%8 == 0 {
		return 40 * time.Minute
	}
	return 4 * time.Minute
}

// makeAccount creates the row that the other messages need. In some families it fails.
func (f *family) makeAccount(m *message) map[string]any {
	f.account = m
	m.makes, m.set, m.intent.id = true, "accounts", f.plan.testRun.guid("kin", m.n)
	m.cells = map[string]any{"name": m.mark()}
	if f.g%10 == 9 {
		m.refused, m.code, m.pluginAborts = true, "0x80040265", true
	}
	f.plan.familyAccounts = append(f.plan.familyAccounts, m.intent.id)
	return map[string]any{"operation": "create", "entitySet": m.set, "id": m.intent.id, "data": m.sent()}
}

func (f *family) makeContact(m *message) map[string]any {
	f.contact = m
	m.parents = []*message{f.account}
	m.makes, m.set, m.intent.id = true, "contacts", f.plan.testRun.guid("kin", m.n)
	m.cells = map[string]any{"lastname": m.mark(), "fullname": m.mark(), "_parentcustomerid_value": f.account.intent.id}
	data := m.sent()
	data["parentcustomerid_account@odata.bind"] = "/accounts(" + f.account.intent.id + ")"
	return map[string]any{"operation": "create", "entitySet": m.set, "id": m.intent.id, "data": data}
}

// change updates an account that may not exist.
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
	m.makes, m.set, m.intent.id = true, "leads", f.plan.testRun.guid("kin", m.n)
	m.cells = map[string]any{"subject": m.mark()}
	return map[string]any{"operation": "create", "entitySet": m.set, "id": m.intent.id, "data": m.sent()}
}

func (f *family) join(m *message) map[string]any {
	m.parents = []*message{f.account, f.lead}
	m.link = &link{f.account.intent.id, f.lead.intent.id}
	return joins("associate", m.link)
}

// batch changes the account and creates a row, or does neither.
func (f *family) batch(m *message) map[string]any {
	m.makes, m.parents, m.verify = true, []*message{f.account}, (*verifier).kinBatch
	m.set, m.intent.id = "accounts", f.account.intent.id
	return map[string]any{"operation": "batch", "operations": []any{
		map[string]any{"operation": "update", "entitySet": "accounts", "id": m.intent.id, "data": map[string]any{"accountnumber": m.mark()}},
		map[string]any{"operation": "create", "entitySet": "sample_things", "data": map[string]any{"sample_name": m.mark()}},
	}}
}

func (j *verifier) kinBatch(m *message) bool {
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

// longestWaiting is the age from which the function no longer waits for a row.
const longestWaiting = 48 * time.Hour

// missed is the kind of a message that comes before the row that it needs.
const missed = "a row that is needed and not there yet"

// miss records that a write found no row. In a $batch, the response to each request tells.
func (x *requestTrace) miss(genuine serverResponse) {
	if x.parts == nil {
		x.missOf(x.messages, genuine.body)
		return
	}
	for messages, part := range x.eachPart(genuine.body) {
		x.missOf(messages, part)
	}
}

func (x *requestTrace) missOf(messages []*message, response string) {
	for _, m := range messages {
		if len(m.parents) > 0 && slices.ContainsFunc(noRowCodes(), func(code string) bool { return strings.Contains(response, code) }) {
			m.misses = append(m.misses, x.reached)
			x.i.w.faultCounts.count(missed, m)
		}
	}
}

// noRowCodes returns the codes of Dataverse for a row that does not exist.
func noRowCodes() []string { return []string{"0x80040217", "0x80060891"} }

// checkPatience compares the dead letter of a child with the patience. A row that the child
// needs was missing during the whole patience: since the child's first failure, or, for an
// action and in order, since its publication. The row was also missing at the last attempt.
func (t *testRun) checkPatience(m *message, published, at time.Time) {
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
		since = published
	}
	last := tried[len(tried)-1]
	if last.Sub(published) > longestWaiting {
		since = published // it was redriven
	}
	if waited := at.Sub(since); waited < rowPatience-time.Second-m.skew() {
		t.wrong(m, "is dead-lettered %v after it had to wait", waited)
	}
	if !slices.ContainsFunc(m.parents, func(p *message) bool { return p.commits == 0 || p.began.After(last) }) {
		t.wrong(m, "is dead-lettered, and what it needs was there at its last attempt")
	}
}

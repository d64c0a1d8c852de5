package chaos

import "fmt"

// competition is a column of a row, or a link, that several messages change without a
// sequence. The message that is carried out last wins.
type competition struct {
	set, id string
	link    *link // nil for a column
	size    int
	changes []*message
}

// competingColumn is the column that the messages change.
const competingColumn = "description"

// competitors returns the kinds of messages that compete. They are published in bursts,
// so that they meet in one batch, in different batches, and during retries.
func competitors() []messageKind {
	return []messageKind{
		{"update, one row of several messages", 30, (*plan).competingUpdate},
		{"link, of several messages", 24, (*plan).competingLink},
	}
}

// compete adds a message to the open competition of its kind.
func (p *plan) compete(m *message, ofLink bool, begin func() *competition) *competition {
	var c *competition
	for _, open := range p.competitions {
		if (open.link != nil) == ofLink && len(open.changes) < open.size {
			c = open
		}
	}
	if c == nil {
		c = begin()
		c.size = 2 + p.testRun.random("contest", len(p.competitions)).IntN(5)
		p.competitions = append(p.competitions, c)
	}
	c.changes = append(c.changes, m)
	m.competition, m.burst = c, competitionBurst+m.n/1_000_000
	for n, open := range p.competitions {
		if open == c {
			m.burst = competitionBurst + n
		}
	}
	return c
}

// competitionBurst separates the bursts of competitions from the bursts of sequenced
// rows.
const competitionBurst = 1 << 20

func (p *plan) competingUpdate(m *message) map[string]any {
	c := p.compete(m, false, func() *competition {
		return &competition{set: "contacts", id: p.row("contacts", map[string]any{"lastname": "before"})}
	})
	m.set, m.intent.id = c.set, c.id
	return map[string]any{"operation": "update", "entitySet": c.set, "id": c.id, "data": map[string]any{competingColumn: m.mark()}}
}

func (p *plan) competingLink(m *message) map[string]any {
	operation := []string{"associate", "disassociate"}[p.testRun.random("part", m.n).IntN(2)]
	m.parts = operation == "disassociate"
	c := p.compete(m, true, func() *competition {
		return &competition{link: &link{p.accounts[m.n%len(p.accounts)], p.row("leads", map[string]any{"subject": "to join"})}}
	})
	m.link = c.link
	return joins(operation, c.link)
}

// joins returns a message that associates or disassociates an account and a lead.
func joins(operation string, l *link) map[string]any {
	return map[string]any{
		"operation": operation, "entitySet": "accounts", "id": l.account, "navigationProperty": "accountleads_association",
		"related": map[string]any{"entitySet": "leads", "id": l.lead},
	}
}

// competition verifies a column or a link: each change was carried out or had no effect
// left, and the final value is the value of one of them. For a column, it is the change
// that was carried out last, if the order is known.
func (j *verifier) competition(c *competition) {
	gone := 0
	for _, m := range c.changes {
		switch {
		case len(m.deadLetters) > 0:
			j.wrong(m, lost, "is dead-lettered, and competed with others")
		case m.isGone():
			gone++ // given up by Lambda, as any message may be
		}
	}
	if c.link != nil {
		j.linked(c, gone)
		return
	}
	got := fmt.Sprint(j.after.rows[c.set][c.id][competingColumn])
	var last, won *message
	for _, m := range c.changes {
		if m.commits == 0 && !m.isGone() {
			j.wrong(m, lost, "was never written, and is in no dead-letter queue")
		}
		if m.mark() == got {
			won = m
		}
		if !m.committed.IsZero() && (last == nil || m.committed.After(last.committed)) {
			last = m
		}
	}
	switch {
	case won == nil && gone == len(c.changes):
		return // unchanged
	case won == nil, last != nil && won.committed.Before(last.committed):
		j.wrong(c.changes[0], lost, "row %s holds %s, and %v was carried out last", c.id, got, last)
	}
	j.overlay(c.set, c.id, j.want.rows[c.set][c.id], map[string]any{competingColumn: got})
}

// linked verifies a link: its state must be the state that at least one message
// requests.
func (j *verifier) linked(c *competition, gone int) {
	there := j.after.links[*c.link]
	delete(j.want.links, *c.link)
	if there {
		j.want.links[*c.link] = true
	}
	for _, m := range c.changes {
		if m.parts != there {
			return
		}
	}
	if gone == 0 || there {
		j.wrong(c.changes[0], lost, "link %v: %v, which none of its messages asked for", *c.link, there)
	}
}

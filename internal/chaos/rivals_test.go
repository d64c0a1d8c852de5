package chaos

import "fmt"

// contest is a column of a row, or a link, that several messages change, and no
// sequence says which of them is the newest: the last one carried out wins.
type contest struct {
	set, id string
	link    *link // nil where it is about a column
	size    int
	changes []*message
}

// rivalColumn is the column that they change.
const rivalColumn = "description"

// rivals are the sorts of message that compete. They come in bursts, so that they
// meet in one batch, in several, and each other's second tries.
func rivals() []sort {
	return []sort{
		{"update, one row of several messages", 30, (*plan).rivalUpdate},
		{"link, of several messages", 24, (*plan).rivalLink},
	}
}

// compete adds a message to the contest of its kind that is not full yet.
func (p *plan) compete(m *message, ofLink bool, begin func() *contest) *contest {
	var c *contest
	for _, open := range p.contests {
		if (open.link != nil) == ofLink && len(open.changes) < open.size {
			c = open
		}
	}
	if c == nil {
		c = begin()
		c.size = 2 + p.trial.dice("contest", len(p.contests)).IntN(5)
		p.contests = append(p.contests, c)
	}
	c.changes = append(c.changes, m)
	m.contest, m.burst = c, contestBurst+m.n/1_000_000
	for n, open := range p.contests {
		if open == c {
			m.burst = contestBurst + n
		}
	}
	return c
}

// contestBurst keeps their bursts apart from those of sequenced rows.
const contestBurst = 1 << 20

func (p *plan) rivalUpdate(m *message) map[string]any {
	c := p.compete(m, false, func() *contest {
		return &contest{set: "contacts", id: p.row("contacts", map[string]any{"lastname": "before"})}
	})
	m.set, m.intent.id = c.set, c.id
	return map[string]any{"operation": "update", "entitySet": c.set, "id": c.id, "data": map[string]any{rivalColumn: m.mark()}}
}

func (p *plan) rivalLink(m *message) map[string]any {
	operation := []string{"associate", "disassociate"}[p.trial.dice("part", m.n).IntN(2)]
	m.parts = operation == "disassociate"
	c := p.compete(m, true, func() *contest {
		return &contest{link: &link{p.accounts[m.n%len(p.accounts)], p.row("leads", map[string]any{"subject": "to join"})}}
	})
	m.link = c.link
	return joins(operation, c.link)
}

// joins is a message that joins, or parts, an account and a lead.
func joins(operation string, l *link) map[string]any {
	return map[string]any{
		"operation": operation, "entitySet": "accounts", "id": l.account, "navigationProperty": "accountleads_association",
		"related": map[string]any{"entitySet": "leads", "id": l.lead},
	}
}

// contest settles a column or a link: each change was carried out, or had nothing
// left to do, and what is left is what one of them asked for. Of a column it is the
// one that was carried out last, where the order is known.
func (j *judge) contest(c *contest) {
	gone := 0
	for _, m := range c.changes {
		switch {
		case len(m.letters) > 0:
			j.wrong(m, lost, "is dead-lettered, and competed with others")
		case m.isGone():
			gone++ // given up by Lambda, as others may be
		}
	}
	if c.link != nil {
		j.linked(c, gone)
		return
	}
	got := fmt.Sprint(j.after.rows[c.set][c.id][rivalColumn])
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
		return // as it was
	case won == nil, last != nil && won.committed.Before(last.committed):
		j.wrong(c.changes[0], lost, "row %s holds %s, and %v was carried out last", c.id, got, last)
	}
	j.overlay(c.set, c.id, j.want.rows[c.set][c.id], map[string]any{rivalColumn: got})
}

// linked settles a link: it is there, or not, as at least one of the messages wants.
func (j *judge) linked(c *contest, gone int) {
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

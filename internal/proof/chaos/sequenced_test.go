package chaos

import "fmt"

// sequenced is a row whose changes have sequence values. They may arrive in any order.
type sequenced struct {
	id, number string
	size       int
	absent     bool // before the first change
	changes    []*message
	kind       int
}

// firstVersion is too large for an exact float64.
const firstVersion = 9007199254740993

// sequence changes a row that has other changes, too. There are four kinds of rows: only
// changed; missing at first; deleted by the newest change; and deleted in the middle and
// created again by the newest change.
func (p *plan) sequence(m *message) map[string]any {
	last := len(p.rows) - 1
	if last < 0 || len(p.rows[last].changes) == p.rows[last].size {
		p.rows = append(p.rows, p.sequencedRow())
		last++
	}
	r := p.rows[last]
	r.changes = append(r.changes, m)
	place := len(r.changes)
	if row := len(p.rows); row%3 > 0 {
		m.burst = row
	}
	m.version = firstVersion + int64(place)
	m.set, m.intent.id = "new_orders", r.id
	m.cells = map[string]any{"new_ordernumber": r.number, "new_name": m.mark(), "new_notes": "of " + m.mark(), "new_sourceversion": m.version}
	operation := "update"
	switch {
	case r.kind == 2 && place == r.size, r.kind == 3 && place == r.size/2:
		operation = "delete"
	case r.kind == 1, r.kind == 0 && place%2 == 0, r.kind == 3 && place == r.size:
		operation = "upsert"
	}
	m.deletes = operation == "delete"
	// Dataverse does not respond for it before the redrive. Newer changes are carried out
	// by then.
	m.intent.neverAnswered = len(p.rows)%6 == 3 && place == 1
	fields := map[string]any{
		"operation": operation, "entitySet": m.set,
		"sequence": map[string]any{"column": "new_sourceversion", "value": m.version},
	}
	if !m.deletes {
		fields["data"] = map[string]any{"new_name": m.mark(), "new_notes": "of " + m.mark()}
	}
	if place%3 == 0 {
		fields["key"] = map[string]any{"new_ordernumber": r.number}
		return fields
	}
	fields["id"] = r.id
	if operation == "upsert" {
		fields["data"].(map[string]any)["new_ordernumber"] = r.number
	}
	if r.absent {
		// The message has only the key: Dataverse chooses the id.
		delete(fields, "id")
		delete(fields["data"].(map[string]any), "new_ordernumber")
		fields["key"] = map[string]any{"new_ordernumber": r.number}
	}
	return fields
}

func (p *plan) sequencedRow() *sequenced {
	n := len(p.rows)
	r := &sequenced{number: fmt.Sprintf("%s-seq-%d", token, n), kind: n % 4, size: 2 + p.testRun.random("size", n).IntN(8)}
	r.absent = r.kind == 1
	if !r.absent {
		r.id = p.row("new_orders", map[string]any{"new_ordernumber": r.number, "new_name": fmt.Sprint("before-", n)})
	}
	return r
}

// newest returns the change that must have won, and the newer changes that may have won:
// they are in the dead-letter queue, and may have been carried out before.
func (r *sequenced) newest() (won *message, or []*message) {
	for _, m := range r.changes {
		if m.isGone() {
			or = append(or, m)
			continue
		}
		won, or = m, nil
	}
	return won, or
}

// inOrder makes messages for the FIFO topic: groups that change the same column. One
// message of each group never succeeds.
func (p *plan) inOrder(n int) {
	for g := 0; n > 0; g++ {
		size := min(n, 2+p.testRun.random("group", g).IntN(8))
		n -= size
		id := p.row("contacts", map[string]any{"lastname": "before"})
		bad := p.testRun.random("bad", g).IntN(size)
		for place := range size {
			m := p.message(ordered)
			m.topic, m.group = topicARN("dynamics.fifo"), fmt.Sprint("group-", g)
			m.set, m.intent.id, m.messageKind = "contacts", id, "update, in order"
			if g%3 > 0 {
				m.burst = orderedBurst + g // close enough for a late commit to overtake it
			}
			column := "description"
			if place == bad && size > 2 {
				m.messageKind, m.refused, m.code, column = "unknown column, in order", true, "0x80048d19", "new_nosuchcolumn"
			}
			m.cells = map[string]any{column: m.mark()}
			m.write(map[string]any{"operation": "update", "entitySet": "contacts", "id": id, "data": m.cells})
		}
	}
}

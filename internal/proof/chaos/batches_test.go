package chaos

import (
	"slices"
	"strings"
)

// batches returns the kinds of messages with several operations. Dataverse carries out all
// operations of such a message, or no operation.
func batches() []messageKind {
	return []messageKind{
		{"batch, with a create", 40, (*plan).family},
		{"batch, without a create", 30, (*plan).chores},
		{"batch, in sequence", 30, (*plan).guarded},
		{"action, in a batch", 20, (*plan).runs},
		{"batch, one refused", 8, refusal("0x80048d19", func(p *plan, m *message) map[string]any {
			fields := p.family(m)
			all := fields["operations"].([]any)
			all[1].(map[string]any)["data"].(map[string]any)["new_nosuchcolumn"] = m.mark()
			return fields
		})},
		{"batch, of no row", 8, refusal("0x80040217", func(p *plan, m *message) map[string]any {
			fields := p.family(m)
			all := fields["operations"].([]any)
			all[2] = map[string]any{"operation": "update", "entitySet": "leads", "id": p.testRun.guid("nobody", m.n), "data": map[string]any{"subject": m.mark()}}
			return fields
		})},
	}
}

// family creates rows that refer to each other, and runs an action. The create prevents
// a second run of the action.
func (p *plan) family(m *message) map[string]any {
	m.makes, m.verify = true, (*verifier).family
	mark := m.mark()
	account := map[string]any{"name": mark}
	if m.n%2 == 0 {
		account["accountnumber"] = mark
	}
	m.cells = account
	all := []any{
		map[string]any{"operation": "create", "contentId": "account", "entitySet": "accounts", "data": account},
		map[string]any{"operation": "create", "entitySet": "contacts", "data": map[string]any{"lastname": mark, "parentcustomerid_account@odata.bind": "$account"}},
		p.pair(m, "associate"),
		p.run(m),
	}
	if m.n%3 == 0 && !m.refused {
		// Another operation than the create then shows whether the batch was carried
		// out.
		all[0], all[1], all[2], all[3] = all[3], all[2], all[0], all[1]
	}
	return map[string]any{"operation": "batch", "operations": all}
}

// chores changes existing rows. Only the changed values show that the batch was carried
// out. In some messages, the row to delete never existed.
func (p *plan) chores(m *message) map[string]any {
	m.verify = (*verifier).chores
	mark := m.mark()
	s := p.slot()
	m.set, m.intent.id, m.cells = s.set, s.id, map[string]any{s.column: mark}
	gone := p.testRun.guid("nobody", m.n)
	if m.n%3 > 0 {
		gone = p.row("sample_things", map[string]any{"sample_name": "to delete"})
		m.gone = gone
	}
	all := []any{
		map[string]any{"operation": "update", "entitySet": s.set, "id": s.id, "data": map[string]any{s.column: mark}},
		map[string]any{"operation": "delete", "entitySet": "sample_things", "id": gone},
		p.pair(m, "associate"),
		map[string]any{"operation": "upsert", "entitySet": "new_orders", "key": map[string]any{"new_ordernumber": mark}, "data": map[string]any{"new_name": mark}},
	}
	if s.column == "middlename" {
		m.cells["fullname"] = "before"
	}
	p.testRun.random("chores", m.n).Shuffle(len(all), func(a, b int) { all[a], all[b] = all[b], all[a] })
	return map[string]any{"operation": "batch", "operations": all}
}

// guarded changes a row and makes another row. The sequence of the other row guards the batch.
// The second delivery is stale.
func (p *plan) guarded(m *message) map[string]any {
	m.verify = (*verifier).guarded
	mark := m.mark()
	s := p.slot()
	m.set, m.intent.id, m.cells = s.set, s.id, map[string]any{s.column: mark}
	if s.column == "middlename" {
		m.cells["fullname"] = "before"
	}
	return map[string]any{
		"operation": "batch",
		"operations": []any{
			map[string]any{"operation": "update", "entitySet": s.set, "id": s.id, "data": map[string]any{s.column: mark}},
			map[string]any{"operation": "upsert", "contentId": "order", "entitySet": "new_orders", "key": map[string]any{"new_ordernumber": mark}, "data": map[string]any{"new_name": mark}},
		},
		"sequence": map[string]any{"contentId": "order", "column": "new_sourceversion", "value": m.n + 1},
	}
}

// runs is two actions. A second delivery may run them again, but always both.
func (p *plan) runs(m *message) map[string]any {
	note := p.addNote(m)
	notes := m.cells
	run := p.run(m)
	m.beside, m.verify = notes, (*verifier).both
	m.intent.runs, m.set = true, "tasks"
	m.cells = map[string]any{"subject": "Sync run of " + m.mark(), "actualdurationminutes": m.n}
	return map[string]any{"operation": "batch", "operations": []any{note, run}}
}

// run is an action that creates a task each time it runs.
func (p *plan) run(m *message) map[string]any {
	return map[string]any{"operation": "action", "action": "new_RecordSyncRun", "parameters": map[string]any{"Source": m.mark(), "RowCount": m.n}}
}

// in returns the rows of a table that hold the mark of a message.
func (j *verifier) in(set string, m *message) []string {
	return slices.DeleteFunc(slices.Clone(j.marked[m.mark()]), func(place string) bool { return !strings.HasPrefix(place, set+"/") })
}

// only returns the one row of a table that a message must create, if it exists.
func (j *verifier) only(set string, m *message) (id string, there int) {
	places := j.in(set, m)
	if len(places) > 1 {
		j.wrong(m, doubled, "made %v", places)
	}
	if len(places) == 0 {
		return "", 0
	}
	_, id = split(places[0])
	return id, 1
}

// whole requires that all operations of a batch were carried out, or none.
func (j *verifier) whole(m *message, parts, of int) bool {
	if parts != 0 && parts != of {
		j.wrong(m, lost, "%d of the %d operations of a batch were carried out", parts, of)
	}
	return parts == of
}

// joined returns 1 and expects the link if the rows of a message are linked.
func (j *verifier) joined(m *message) int {
	if !j.after.links[*m.link] {
		return 0
	}
	j.want.links[*m.link] = true
	return 1
}

func (j *verifier) family(m *message) bool {
	account, a := j.only("accounts", m)
	contact, c := j.only("contacts", m)
	task, t := j.only("tasks", m)
	if a > 0 {
		j.overlay("accounts", account, j.base["accounts"], m.cells)
	}
	if c > 0 {
		j.overlay("contacts", contact, j.base["contacts"], map[string]any{"lastname": m.mark(), "fullname": m.mark(), "_parentcustomerid_value": account})
	}
	if t > 0 {
		j.overlay("tasks", task, j.base["tasks"], map[string]any{"subject": "Sync run of " + m.mark(), "actualdurationminutes": m.n})
	}
	return j.whole(m, a+c+t+j.joined(m), 4)
}

func (j *verifier) chores(m *message) bool {
	order, parts := j.only("new_orders", m)
	if parts > 0 {
		j.overlay("new_orders", order, j.base["new_orders"], map[string]any{"new_ordernumber": m.mark(), "new_name": m.mark()})
	}
	if id, changed := j.only(m.set, m); changed > 0 && id == m.intent.id {
		parts++
		j.overlay(m.set, id, j.want.rows[m.set][id], m.cells)
	}
	of := 3
	if m.gone != "" {
		of++
		if _, there := j.after.rows["sample_things"][m.gone]; !there {
			parts++
			delete(j.want.rows["sample_things"], m.gone)
		}
	}
	return j.whole(m, parts+j.joined(m), of)
}

func (j *verifier) guarded(m *message) bool {
	order, parts := j.only("new_orders", m)
	if parts > 0 {
		j.overlay("new_orders", order, j.base["new_orders"], map[string]any{"new_ordernumber": m.mark(), "new_name": m.mark(), "new_sourceversion": m.n + 1})
	}
	if id, changed := j.only(m.set, m); changed > 0 && id == m.intent.id {
		parts++
		j.overlay(m.set, id, j.want.rows[m.set][id], m.cells)
	}
	if m.commits > 1 {
		j.wrong(m, doubled, "was written %d times, though equal is stale", m.commits)
	}
	return j.whole(m, parts, 2)
}

func (j *verifier) both(m *message) bool {
	notes := j.in("annotations", m)
	for _, place := range notes {
		set, id := split(place)
		j.overlay(set, id, j.base[set], m.beside)
	}
	j.marked[m.mark()] = j.in("tasks", m)
	if n := len(j.marked[m.mark()]); n != len(notes) {
		j.wrong(m, lost, "one of its actions ran %d times, the other %d", n, len(notes))
	}
	return j.runs(m)
}

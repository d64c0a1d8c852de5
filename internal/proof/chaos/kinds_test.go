package chaos

import (
	"maps"
	"strings"

	"sns-dynamics/internal/emulator"
)

// newRow describes a new row with the mark of a message.
func (p *plan) newRow(m *message) {
	m.makes = true
	mark := m.mark()
	switch p.testRun.random("table", m.n).IntN(5) {
	case 0:
		m.set, m.cells = "accounts", map[string]any{"name": mark, "accountnumber": mark, "creditonhold": true}
	case 1:
		m.set, m.cells = "contacts", map[string]any{"lastname": mark, "emailaddress1": mark + "@example.com", "fullname": mark}
	case 2:
		m.set, m.cells = "leads", map[string]any{"subject": mark, "emailaddress1": mark + "@example.com", "numberofemployees": m.n}
	case 3:
		m.set, m.cells = "new_orders", map[string]any{"new_ordernumber": mark, "new_name": mark, "new_total": m.n}
	default:
		m.set, m.cells = "sample_things", map[string]any{"sample_name": mark, "sample_key1": m.n, "sample_key2": -m.n}
	}
	if m.n%2 == 0 {
		// Without an alternate key, only its id prevents a second row.
		for _, column := range []string{"accountnumber", "emailaddress1", "new_ordernumber", "sample_key1"} {
			delete(m.cells, column)
		}
	}
}

// sent returns the cells that a message sends. Dataverse composes fullname.
func (m *message) sent() map[string]any {
	cells := maps.Clone(m.cells)
	maps.DeleteFunc(cells, func(name string, _ any) bool { return name == "fullname" || strings.HasPrefix(name, "_") })
	return cells
}

func (p *plan) create(m *message) map[string]any {
	p.newRow(m)
	fields := map[string]any{"operation": "create", "entitySet": m.set, "data": m.sent()}
	if m.set == "leads" {
		fields["detectDuplicates"] = true
	}
	return fields
}

func (p *plan) createGiven(m *message) map[string]any {
	fields := p.create(m)
	m.intent.id = p.testRun.guid("given", m.n)
	fields["id"] = m.intent.id
	return fields
}

// createKeyed creates a row. Only its key is known.
func (p *plan) createKeyed(m *message) map[string]any {
	mark := m.mark()
	m.makes, m.set = true, "new_orders"
	m.cells = map[string]any{"new_ordernumber": mark, "new_name": mark, "new_total": m.n}
	return map[string]any{
		"operation": "create", "entitySet": m.set, "key": map[string]any{"new_ordernumber": mark},
		"data": map[string]any{"new_name": mark, "new_total": m.n},
	}
}

func (p *plan) createFor(m *message) map[string]any {
	m.makes = true
	mark := m.mark()
	m.set, m.cells = "contacts", map[string]any{
		"lastname": mark, "fullname": mark, "_createdby_value": emulator.AnaID, "_ownerid_value": emulator.AnaID,
	}
	return map[string]any{"operation": "create", "entitySet": m.set, "data": m.sent(), "impersonate": ana(m.n)}
}

// update changes one column of a row. Other messages change its other columns.
func (p *plan) update(m *message) map[string]any {
	s := p.slot()
	m.set, m.intent.id = s.set, s.id
	m.cells = map[string]any{s.column: m.mark()}
	fields := map[string]any{"operation": "update", "entitySet": s.set, "id": s.id, "data": m.sent()}
	if s.column == "middlename" {
		m.cells["fullname"] = "before"
	}
	d := p.testRun.random("update", m.n)
	if d.IntN(4) == 0 {
		delete(fields, "id")
		fields["key"] = map[string]any{"emailaddress1": s.key}
	}
	if d.IntN(8) == 0 {
		fields["impersonate"] = ana(m.n)
	}
	return fields
}

// slot returns a column that no message changes yet.
func (p *plan) slot() slot {
	if len(p.slots) == 0 {
		n := p.next()
		key := token + "-row-" + p.testRun.guid("key", n)[:8]
		id := p.row("contacts", map[string]any{"emailaddress1": key + "@example.com", "lastname": "before"})
		for _, column := range strings.Fields("jobtitle telephone1 mobilephone description middlename address1_line1 address1_city address1_country") {
			p.slots = append(p.slots, slot{"contacts", id, column, key + "@example.com"})
		}
	}
	s := p.slots[0]
	p.slots = p.slots[1:]
	return s
}

// updateETag changes a row with If-Match: Dataverse refuses a second run.
func (p *plan) updateETag(m *message) map[string]any {
	m.byETag, m.set, m.cells = true, "accounts", map[string]any{"fax": m.mark()}
	m.intent.id = p.row("accounts", map[string]any{"name": "before"})
	text, err := p.testRun.admin.do("GET", "accounts("+m.intent.id+")?$select=name", nil)
	_, etag, _ := strings.Cut(string(text), `"@odata.etag":"`)
	etag, _, _ = strings.Cut(strings.ReplaceAll(etag, `\"`, "'"), `"`)
	if err != nil && p.err == nil {
		p.err = err
	}
	return map[string]any{"operation": "update", "entitySet": "accounts", "id": m.intent.id, "data": m.sent(), "ifMatch": strings.ReplaceAll(etag, "'", `"`)}
}

func (p *plan) upsert(m *message) map[string]any {
	mark := m.mark()
	m.makes, m.set = true, "new_orders"
	m.cells = map[string]any{"new_ordernumber": mark, "new_name": mark, "new_ispaid": true}
	fields := map[string]any{"operation": "upsert", "entitySet": m.set, "data": m.sent()}
	if m.n%2 == 0 {
		m.intent.id = p.testRun.guid("upsert", m.n)
		fields["id"] = m.intent.id
		return fields
	}
	fields["data"] = map[string]any{"new_name": mark, "new_ispaid": true}
	fields["key"] = map[string]any{"new_ordernumber": mark}
	return fields
}

func (p *plan) delete(m *message) map[string]any {
	m.deletes, m.set = true, "sample_things"
	cells := map[string]any{"sample_name": "to delete"}
	if m.n%3 == 0 {
		m.set, cells = "accounts", map[string]any{"accountnumber": m.mark()}
	}
	m.intent.id = p.row(m.set, cells)
	fields := map[string]any{"operation": "delete", "entitySet": m.set, "id": m.intent.id}
	if m.n%3 == 0 {
		delete(fields, "id")
		fields["key"] = map[string]any{"accountnumber": m.mark()}
	}
	return fields
}

func (p *plan) pair(m *message, operation string) map[string]any {
	lead := p.row("leads", map[string]any{"subject": "to join"})
	m.link = &link{p.accounts[m.n%len(p.accounts)], lead}
	return joins(operation, m.link)
}

func (p *plan) associate(m *message) map[string]any { return p.pair(m, "associate") }

func (p *plan) disassociate(m *message) map[string]any {
	fields := p.pair(m, "disassociate")
	m.parts = true
	if err := p.testRun.admin.join(*m.link); err != nil && p.err == nil {
		p.err = err
	}
	return fields
}

func (p *plan) addNote(m *message) map[string]any {
	m.runs, m.set = true, "annotations"
	m.cells = map[string]any{"subject": m.mark(), "notetext": "of " + m.mark(), "_objectid_value": emulator.ContactID}
	return map[string]any{
		"operation": "action", "action": "new_AddNoteToContact", "entitySet": "contacts", "id": emulator.ContactID,
		"parameters": map[string]any{"NoteTitle": m.mark(), "NoteText": "of " + m.mark()},
	}
}

func (p *plan) recordRun(m *message) map[string]any {
	m.runs, m.set = true, "tasks"
	m.cells = map[string]any{"subject": "Sync run of " + m.mark(), "actualdurationminutes": m.n}
	return map[string]any{"operation": "action", "action": "new_RecordSyncRun", "parameters": map[string]any{"Source": m.mark(), "RowCount": m.n}}
}

func (p *plan) recordRunAgain(m *message) map[string]any {
	m.repeats = true
	fields := p.recordRun(m)
	fields["repeatable"] = true
	return fields
}

func (p *plan) neverAnswered(m *message) map[string]any {
	m.intent.neverAnswered = true
	return p.update(m)
}

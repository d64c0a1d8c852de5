package chaos

// valuesNumber is the alternate key of the account that plain values name, and valuesName its
// name.
const (
	valuesNumber = token + "-values"
	valuesName   = token + "-values-name"
)

// plainValues returns the kinds of messages with values in the place of data.
func plainValues() []messageKind {
	return []messageKind{
		{"values", 40, (*plan).values},
		{"values, unchanged", 30, (*plan).unchanged},
		{"values, createOnly", 30, (*plan).createOnly},
		{"values, unknown label", 8, refusal("values", func(p *plan, m *message) map[string]any {
			fields := p.values(m)
			fields["values"].(map[string]any)["gendercode"] = m.mark()
			return fields
		})},
	}
}

// values creates a contact with a choice by its label, and an account by its key or by its name.
func (p *plan) values(m *message) map[string]any {
	if p.valuesAccount == "" {
		p.valuesAccount = p.row("accounts", map[string]any{"accountnumber": valuesNumber, "name": valuesName})
	}
	mark := m.mark()
	m.makes, m.set = true, "contacts"
	m.cells = map[string]any{"lastname": mark, "fullname": mark, "gendercode": 2, "donotemail": true, "_parentcustomerid_value": p.valuesAccount}
	columns := map[string]any{"accountnumber": valuesNumber}
	if m.n%2 == 0 {
		columns = map[string]any{"name": valuesName}
	}
	fields := map[string]any{"operation": "create", "values": map[string]any{
		"lastname": mark, "gendercode": "female", "donotemail": "Do Not Allow", "parentcustomerid": map[string]any{"account": columns},
	}}
	if m.n%3 == 0 {
		fields["entitySet"] = m.set
		return fields
	}
	fields["table"] = "contact"
	return fields
}

// unchanged changes one column of a row, and leaves another as it is.
func (p *plan) unchanged(m *message) map[string]any {
	m.compares, m.set, m.cells = true, "accounts", map[string]any{"fax": m.mark()}
	m.intent.id = p.row("accounts", map[string]any{"name": "before"})
	return map[string]any{
		"operation": "update", "table": "account", "id": m.intent.id, "values": map[string]any{"fax": m.mark(), "name": "before"}, "unchanged": "skip",
	}
}

// createOnly makes an order with a column that only the creation writes.
func (p *plan) createOnly(m *message) map[string]any {
	mark := m.mark()
	m.makes, m.set = true, "new_orders"
	m.cells = map[string]any{"new_ordernumber": mark, "new_name": mark, "new_ispaid": true}
	return map[string]any{
		"operation": "upsert", "table": "new_order", "key": map[string]any{"new_ordernumber": mark},
		"values": map[string]any{"new_name": mark, "new_ispaid": true}, "createOnly": []any{"new_ispaid"},
	}
}

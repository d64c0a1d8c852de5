package chaos

import "sns-dynamics/internal/emulator"

// refusals returns the kinds of messages that can never succeed.
func refusals() []messageKind {
	return append(quotations(), []messageKind{
		{"not JSON", 8, refusal("decode", func(_ *plan, m *message) map[string]any {
			m.text = `{"operation":"create","data":{"name":"` + m.mark()
			return nil
		})},
		{"unknown field", 8, refusal("decode", func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "delete", "entitySet": "accounts", "id": emulator.AccountID, "colour": m.mark()}
		})},
		{"unknown column", 8, refusal("0x80048d19", func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "create", "entitySet": "contacts", "data": map[string]any{"lastname": m.mark(), "new_nosuchcolumn": m.mark()}}
		})},
		{"unknown column, update", 6, refusal("0x80048d19", func(p *plan, m *message) map[string]any {
			id := p.row("contacts", map[string]any{"lastname": "to stay"})
			return map[string]any{"operation": "update", "entitySet": "contacts", "id": id, "data": map[string]any{"new_nosuchcolumn": m.mark()}}
		})},
		{"unknown column, upsert", 6, refusal("0x80048d19", func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "upsert", "entitySet": "new_orders", "key": map[string]any{"new_ordernumber": m.mark()},
				"data": map[string]any{"new_nosuchcolumn": m.mark()}}
		})},
		{"too long", 6, refusal("0x80044331", func(_ *plan, m *message) map[string]any {
			long := m.mark()
			for len(long) < 200 {
				long += " " + m.mark()
			}
			return map[string]any{"operation": "create", "entitySet": "contacts", "data": map[string]any{"jobtitle": long}}
		})},
		{"no privilege", 8, refusal("0x80040220", func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "create", "entitySet": "opportunities", "data": map[string]any{"name": m.mark()}, "impersonate": ana(m.n)}
		})},
		{"update of no row", 8, refusal("0x80040217", func(p *plan, m *message) map[string]any {
			return map[string]any{"operation": "update", "entitySet": "accounts", "id": p.testRun.guid("nobody", m.n), "data": map[string]any{"name": m.mark()}}
		})},
		{"key of another row", 8, refusal("0x80060892", func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "create", "entitySet": "contacts", "data": map[string]any{"lastname": m.mark(), "emailaddress1": emulator.ContactEmail}}
		})},
		{"duplicate of another row", 6, refusal("0x80040333", func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "create", "entitySet": "leads", "detectDuplicates": true,
				"data": map[string]any{"subject": m.mark(), "emailaddress1": "monte@adventure-works.example"}}
		})},
		{"ETag of another time", 6, refusal("0x80060882", func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "update", "entitySet": "accounts", "id": emulator.AccountID, "ifMatch": `W/"1"`, "data": map[string]any{"fax": m.mark()}}
		})},
		{"unknown email", 6, refusal("email", func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "create", "entitySet": "contacts", "data": map[string]any{"lastname": m.mark()}, "impersonate": map[string]any{"email": m.mark() + "@example.com"}}
		})},
		{"ambiguous email", 4, refusal("email", func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "create", "entitySet": "contacts", "data": map[string]any{"lastname": m.mark()}, "impersonate": map[string]any{"email": emulator.DeskEmail}}
		})},
		{"disabled user", 6, refusal("0x80040225", func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "create", "entitySet": "contacts", "data": map[string]any{"lastname": m.mark()}, "impersonate": map[string]any{"systemUserId": emulator.BenID}}
		})},
		{"a plug-in says no", 6, refusal("0x80040265", func(_ *plan, m *message) map[string]any {
			m.pluginAborts = true
			return map[string]any{"operation": "create", "entitySet": "contacts", "data": map[string]any{"lastname": m.awkward()}}
		})},
		{"action that is not there", 4, refusal("0x8006088a", func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "action", "action": "new_NoSuchAction", "parameters": map[string]any{"Source": m.mark()}}
		})},
	}...)
}

// refusal returns the maker of a message that Dataverse or the function refuses with a
// code.
func refusal(code string, fields func(*plan, *message) map[string]any) func(*plan, *message) map[string]any {
	return func(p *plan, m *message) map[string]any {
		m.refused, m.code = true, code
		return fields(p, m)
	}
}

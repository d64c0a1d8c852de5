package chaos

import "slices"

// export makes messages that an export publishes within a minute: of the kinds that
// share requests, and of kinds that make such requests fail.
func (p *plan) export(n int) {
	names := []string{
		"create, derived id", "update", "upsert", "create, given id", "update", "upsert", "create, derived id", "update", "upsert",
		"unknown column", "unknown column, update", "unknown column, upsert",
	}
	all := append(messageKinds(), refusals()...)
	for i := range n {
		m := p.message(queued)
		m.exported = true
		if p.testRun.random("mode", m.n).IntN(4) == 0 {
			m.mode = raw
		}
		m.messageKind = names[i%len(names)]
		at := slices.IndexFunc(all, func(s messageKind) bool { return s.name == m.messageKind })
		m.write(all[at].make(p, m))
	}
}

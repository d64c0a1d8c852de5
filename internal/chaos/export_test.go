package chaos

import "slices"

// export thinks up messages that an export publishes within a minute: of the sorts
// that share requests, and of those by which such requests fail.
func (p *plan) export(n int) {
	names := []string{
		"create, derived id", "update", "upsert", "create, given id", "update", "upsert", "create, derived id", "update", "upsert",
		"unknown column", "unknown column, update", "unknown column, upsert",
	}
	all := append(sorts(), refusals()...)
	for i := range n {
		m := p.message(queued)
		m.exported = true
		if p.trial.dice("mode", m.n).IntN(4) == 0 {
			m.mode = raw
		}
		m.sort = names[i%len(names)]
		at := slices.IndexFunc(all, func(s sort) bool { return s.name == m.sort })
		m.write(all[at].make(p, m))
	}
}

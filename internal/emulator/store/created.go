package store

import (
	"slices"
	"time"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
)

// DescribeTable adds the rows that describe a table that was created: its privileges, its
// messages and its choices. A role that the schema gives every privilege gets the
// privileges on the table, as System Administrator does. The rows belong to the owner.
func (s *Store) DescribeTable(sc *schema.Schema, t *schema.Table, now time.Time, owner schema.Reference) {
	var rows []*Row
	for _, v := range schema.VerbLetters {
		id := t.PrivilegeIDs[v]
		if id == "" {
			continue
		}
		rows = append(rows, &Row{Table: sc.ByName["privilege"], ID: id, Cells: map[string]any{"name": v.On(t)}})
		for _, g := range sc.Grants {
			if slices.Contains(g.Privileges, "*") {
				rows = append(rows, RolePrivilege(sc, g.Role, id, depthGlobal))
			}
		}
	}
	rows = append(rows, messagesOf(sc, t)...)
	for _, r := range append(rows, choicesOf(sc, t)...) {
		r.SetDefaults(sc, s, now.Format(odata.TimeLayout), owner)
		s.Put(r)
	}
}

// indexDelay is how long the index of a new key stays Pending. Dataverse makes the index in
// a background process, for which the documents name no time.
const indexDelay = 2 * time.Second

// AddKey adds a key to a table. Its index is Pending until [Store.ActivateKeys] runs at
// ActiveAt or later; a zero ActiveAt is set to a short time after now.
func (s *Store) AddKey(sc *schema.Schema, t *schema.Table, k schema.AlternateKey, now time.Time) {
	if k.ActiveAt.IsZero() {
		k.Index, k.ActiveAt = schema.IndexPending, now.Add(indexDelay)
	}
	s.index.dropKeys(t)
	t.AddKey(k)
	s.index.addKeys(t, s.rows[t])
	if k.Index == schema.IndexPending {
		s.pending = append(s.pending, pendingKey{t, k.Name})
	}
	s.Changes++
	sc.Revision++
}

// pendingKey is a key whose index is not ready.
type pendingKey struct {
	table *schema.Table
	name  string
}

// ActivateKeys makes the keys active whose time has come. The index of a key fails if two
// rows have the key in common.
func (s *Store) ActivateKeys(sc *schema.Schema, now time.Time) {
	s.pending = slices.DeleteFunc(s.pending, func(p pendingKey) bool {
		i := slices.IndexFunc(p.table.Keys, func(k schema.AlternateKey) bool { return k.Name == p.name })
		k := &p.table.Keys[i]
		if now.Before(k.ActiveAt) {
			return false
		}
		if k.Index = schema.IndexActive; s.hasDuplicates(k, p.table) {
			k.Index = schema.IndexFailed
		}
		s.Changes++
		sc.Revision++
		return true
	})
}

func (s *Store) hasDuplicates(k *schema.AlternateKey, t *schema.Table) bool {
	seen := map[string]bool{}
	for _, r := range s.rows[t] {
		text := r.KeyText(k)
		if text != "" && seen[text] {
			return true
		}
		seen[text] = true
	}
	return false
}

package dynamicstest

import (
	"encoding/json"
	"strings"
)

// index finds the rows by their alternate keys and counts what points to a row,
// so that a write costs the same however many rows there are.
type index struct {
	keys     map[*alternateKey]map[string]*row
	pointers map[reference]int // lookups that hold the row
	links    map[string]int    // links that end at the id
}

func newIndex() index {
	return index{map[*alternateKey]map[string]*row{}, map[reference]int{}, map[string]int{}}
}

// move takes account of a row in the place of another, either of which may be
// nil.
func (x *index) move(before, after *row) {
	t := after.tableOr(before)
	for i := range t.Keys {
		k := &t.Keys[i]
		old, new := before.keyText(k), after.keyText(k)
		if rows := x.keys[k]; old != "" && old != new && rows[old] == before {
			delete(rows, old)
		}
		if new == "" {
			continue
		}
		if x.keys[k] == nil {
			x.keys[k] = map[string]*row{}
		}
		x.keys[k][new] = after
	}
	for _, name := range t.lookups {
		old, new := before.pointer(name), after.pointer(name)
		if old == new {
			continue
		}
		x.count(old, -1)
		x.count(new, 1)
	}
}

func (x *index) count(to reference, n int) {
	if to.table == nil {
		return
	}
	if x.pointers[to] += n; x.pointers[to] == 0 {
		delete(x.pointers, to)
	}
}

func (x *index) linked(l link, n int) {
	for _, id := range l.ends {
		if x.links[id] += n; x.links[id] == 0 {
			delete(x.links, id)
		}
	}
}

func (r *row) tableOr(other *row) *table {
	if r == nil {
		return other.table
	}
	return r.table
}

func (r *row) pointer(lookup string) reference {
	if r == nil {
		return reference{}
	}
	ref, _ := r.cells[lookup].(reference)
	return ref
}

// keyText is the row's alternate key in a form that equal keys share; "" if a
// column of it is empty, as such a key binds nobody.
func (r *row) keyText(k *alternateKey) string {
	if r == nil {
		return ""
	}
	return k.text(r.cells)
}

func (k *alternateKey) text(cells map[string]any) string {
	var b strings.Builder
	for _, name := range k.Columns {
		switch v := cells[name].(type) {
		case nil:
			return ""
		case string:
			b.WriteString(strings.ToLower(v))
		case json.Number:
			b.WriteString(canonical(v))
		case bool:
			b.WriteString(map[bool]string{false: "false", true: "true"}[v])
		case reference:
			b.WriteString(v.id)
		}
		b.WriteByte(0)
	}
	return b.String()
}

// canonical writes equal numbers alike.
func canonical(n json.Number) string {
	f := decimal(n)
	if f.Sign() == 0 {
		return "0"
	}
	return f.Text('p', 0)
}

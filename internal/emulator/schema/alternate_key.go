package schema

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// AlternateKey is a key of a table besides its primary key. With Like "primaryKey" a
// violation has the error of a violation of the primary key. Index is the status of the
// index behind the key: Active, Pending, InProgress or Failed; "" means Active. A key
// whose index is not active finds no rows and allows duplicates. ActiveAt is set for a key
// that was created after the start: the time at which its index is ready.
type AlternateKey struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Like    string   `json:"like,omitempty"`
	Index   string   `json:"index,omitempty"`

	ActiveAt time.Time `json:"activeAt,omitzero"`
}

// Unique are columns whose values only one row of a table may have. They are no key that a
// request can name. A second row with the values is refused with the code and the message.
type Unique struct {
	AlternateKey
	Code    string `json:"code"`
	Message string `json:"message"`
}

// check wants a known status of the index, and columns that the table has.
func (k *AlternateKey) check(t *Table) error {
	if !slices.Contains([]string{IndexActive, IndexPending, "InProgress", IndexFailed}, k.Index) {
		return fmt.Errorf("no index is %q", k.Index)
	}
	for _, name := range k.Columns {
		if t.Columns[name] == nil {
			return fmt.Errorf("no column %s", name)
		}
	}
	return nil
}

// IsCreated reports whether the key was created after the start.
func (k *AlternateKey) IsCreated() bool { return !k.ActiveAt.IsZero() }

// AddKey adds a key to a table. The list of keys moves in memory.
func (t *Table) AddKey(k AlternateKey) {
	t.Keys = append(slices.Clip(t.Keys), k)
	t.bindKeys()
}

// bindKeys lists the keys and the other unique columns of the table.
func (t *Table) bindKeys() {
	t.Bound = nil
	for i := range t.Keys {
		t.Bound = append(t.Bound, &t.Keys[i])
	}
	for i := range t.Uniques {
		t.Bound = append(t.Bound, &t.Uniques[i].AlternateKey)
	}
}

// IsActive reports whether the index behind the key is active.
func (k AlternateKey) IsActive() bool { return k.Index == IndexActive }

// The statuses of an active index, of an index that is not ready, and of an index that
// duplicates in the rows prevent.
const (
	IndexActive  = "Active"
	IndexPending = "Pending"
	IndexFailed  = "Failed"
)

// Text returns the key in a form that equal keys share. It returns "" if a column of the
// key is empty, because such a key binds no row.
func (k *AlternateKey) Text(cells map[string]any) string {
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
		case Reference:
			b.WriteString(v.ID)
		}
		b.WriteByte(0)
	}
	return b.String()
}

// canonical writes equal numbers with the same text.
func canonical(n json.Number) string {
	f := decimal(n)
	if f.Sign() == 0 {
		return "0"
	}
	return f.Text('p', 0)
}

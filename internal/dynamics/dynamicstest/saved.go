package dynamicstest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
)

// savedFormat and savedVersion stand at the start of what [Emulator.Save] writes,
// so that nothing else is taken for it.
const (
	savedFormat  = "sns-dynamics emulator state"
	savedVersion = 1
)

// savedHeader is the first line of a saved state. The sum is that of what follows.
type savedHeader struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Sum     string `json:"sha256"`
}

// saved is what follows: the rows in the order of their creation.
type saved struct {
	Serial  int64       `json:"serial"`
	Version int64       `json:"version"`
	Rows    []savedRow  `json:"rows"`
	Links   []savedLink `json:"links"`
}

type savedRow struct {
	Table     string         `json:"table"`
	ID        string         `json:"id"`
	Partition string         `json:"partition"`
	Serial    int64          `json:"serial"`
	Version   int64          `json:"version"`
	Cells     map[string]any `json:"cells"` // of a lookup: an object with table and id
}

type savedLink struct {
	Relationship string `json:"relationship"`
	From         string `json:"from"`
	To           string `json:"to"`
	Serial       int64  `json:"serial"`
}

// Save writes all rows, with their versions and times, and what joins them, for
// [Options.State] of another emulator. What it writes is one moment, between two
// requests. Tokens and secrets are not part of it. The error is w's.
func (e *Emulator) Save(w io.Writer) error {
	e.mu.Lock()
	body := e.store.saved() // rows never change, so that they can be written later
	e.mu.Unlock()
	var text bytes.Buffer
	if err := body.encode(&text); err != nil {
		return err
	}
	sum := sha256.Sum256(text.Bytes())
	header, err := json.Marshal(savedHeader{savedFormat, savedVersion, hex.EncodeToString(sum[:])})
	if err != nil {
		return err
	}
	if _, err := w.Write(append(header, '\n')); err != nil {
		return err
	}
	_, err = text.WriteTo(w)
	return err
}

// Changes counts the changes to rows and to what joins them; where it stands
// still, there is nothing new to save.
func (e *Emulator) Changes() int64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.store.changes
}

// snapshot is the store at one moment.
type snapshot struct {
	serial, version int64
	rows            []*row
	links           map[link]int64
}

func (s *store) saved() snapshot {
	all := snapshot{serial: s.serial, version: s.version, links: maps.Clone(s.links)}
	for _, rows := range s.rows {
		all.rows = slices.AppendSeq(all.rows, maps.Values(rows))
	}
	return all
}

// encode writes a line for each row, to be looked at with the usual tools.
func (s snapshot) encode(w *bytes.Buffer) error {
	slices.SortFunc(s.rows, func(a, b *row) int { return cmp.Compare(a.serial, b.serial) })
	number := func(n int64) json.Number { return json.Number(strconv.FormatInt(n, 10)) }
	fmt.Fprintf(w, `{"serial":%d,"version":%d,"rows":[`, s.serial, s.version)
	for i, r := range s.rows {
		cells := object{}
		for _, name := range slices.Sorted(maps.Keys(r.cells)) {
			v := r.cells[name]
			if ref, ok := v.(reference); ok {
				v = object{{"table", ref.table.Name}, {"id", ref.id}}
			}
			cells = append(cells, member{name, v})
		}
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteByte('\n')
		w.Write(encode(object{
			{"table", r.table.Name}, {"id", r.id}, {"partition", r.partition},
			{"serial", number(r.serial)}, {"version", number(r.version)}, {"cells", cells},
		}))
	}
	w.WriteString("\n],\"links\":[")
	ordered := slices.SortedFunc(maps.Keys(s.links), func(a, b link) int { return cmp.Compare(s.links[a], s.links[b]) })
	for i, l := range ordered {
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteByte('\n')
		w.Write(encode(object{{"relationship", l.relationship}, {"from", l.ends[0]}, {"to", l.ends[1]}, {"serial", number(s.links[l])}}))
	}
	_, err := w.WriteString("\n]}\n")
	return err
}

package store

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

	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/schema"
)

// savedFormat and savedVersion stand at the start of a saved state, so that [Load] accepts
// no other file.
const (
	savedFormat  = "sns-dynamics emulator state"
	savedVersion = 1
)

// savedHeader is the first line of a saved state. The sum is the sum of the lines behind it.
type savedHeader struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Sum     string `json:"sha256"`
}

// saved is the content after the header: the tables and keys that were created after the start, and the
// rows in the order of their creation.
type saved struct {
	Tables  []*schema.Table `json:"tables"`
	Keys    []savedKey      `json:"keys"`
	Serial  int64           `json:"serial"`
	Version int64           `json:"version"`
	Rows    []savedRow      `json:"rows"`
	Links   []savedLink     `json:"links"`
}

type savedKey struct {
	Table string              `json:"table"`
	Key   schema.AlternateKey `json:"key"`
}

type savedRow struct {
	Table     string         `json:"table"`
	ID        string         `json:"id"`
	Partition string         `json:"partition"`
	Serial    int64          `json:"serial"`
	Version   int64          `json:"version"`
	Cells     map[string]any `json:"cells"` // the value of a lookup is an object with table and id
}

type savedLink struct {
	Relationship string `json:"relationship"`
	From         string `json:"from"`
	To           string `json:"to"`
	Serial       int64  `json:"serial"`
}

// Snapshot is the store at one moment.
type Snapshot struct {
	tables, keys    json.RawMessage
	serial, version int64
	rows            []*Row
	links           map[Link]int64
}

// Snapshot returns the present state of the store, with the tables and keys that were created. The error
// is of encoding/json.
func (s *Store) Snapshot(sc *schema.Schema) (Snapshot, error) {
	all := Snapshot{serial: s.serial, version: s.Version, links: maps.Clone(s.links)}
	var err error
	if all.tables, all.keys, err = created(sc); err != nil {
		return all, err
	}
	for _, rows := range s.rows {
		all.rows = slices.AppendSeq(all.rows, maps.Values(rows))
	}
	return all, nil
}

// created are the tables and the keys that were created after the start, as JSON.
func created(sc *schema.Schema) (tables, keys json.RawMessage, err error) {
	bare := []schema.Table{}
	for _, t := range sc.CreatedTables() {
		copied := *t
		copied.Keys = nil
		bare = append(bare, copied)
	}
	list := []savedKey{}
	for _, t := range sc.Tables {
		for _, k := range t.Keys {
			if k.IsCreated() {
				list = append(list, savedKey{t.Name, k})
			}
		}
	}
	if tables, err = json.Marshal(bare); err == nil {
		keys, err = json.Marshal(list)
	}
	return tables, keys, err
}

// Write writes the header and the state. The error comes from w.
func (s Snapshot) Write(w io.Writer) error {
	var text bytes.Buffer
	if err := s.encode(&text); err != nil {
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

// encode writes one line for each row, so that line-based tools can read the file.
func (s Snapshot) encode(w *bytes.Buffer) error {
	slices.SortFunc(s.rows, func(a, b *Row) int { return cmp.Compare(a.serial, b.serial) })
	number := func(n int64) json.Number { return json.Number(strconv.FormatInt(n, 10)) }
	fmt.Fprintf(w, "{\"tables\":%s,\n\"keys\":%s,\n", s.tables, s.keys)
	fmt.Fprintf(w, `"serial":%d,"version":%d,"rows":[`, s.serial, s.version)
	for i, r := range s.rows {
		cells := orderedjson.Object{}
		for _, name := range slices.Sorted(maps.Keys(r.Cells)) {
			v := r.Cells[name]
			if ref, ok := v.(schema.Reference); ok {
				v = orderedjson.Object{{"table", ref.Table.Name}, {"id", ref.ID}}
			}
			cells = append(cells, orderedjson.Member{name, v})
		}
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteByte('\n')
		w.Write(orderedjson.Encode(orderedjson.Object{
			{"table", r.Table.Name}, {"id", r.ID}, {"partition", r.partition},
			{"serial", number(r.serial)}, {"version", number(r.Version)}, {"cells", cells},
		}))
	}
	w.WriteString("\n],\"links\":[")
	ordered := slices.SortedFunc(maps.Keys(s.links), func(a, b Link) int { return cmp.Compare(s.links[a], s.links[b]) })
	for i, l := range ordered {
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteByte('\n')
		w.Write(orderedjson.Encode(orderedjson.Object{{"relationship", l.Relationship}, {"from", l.Ends[0]}, {"to", l.Ends[1]}, {"serial", number(s.links[l])}}))
	}
	_, err := w.WriteString("\n]}\n")
	return err
}

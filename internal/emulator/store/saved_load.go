package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/schema"
)

// StateError says that a state was not written by the emulator, that it is damaged, or
// that it was saved with other tables.
type StateError struct{ Err error }

// Error is one line.
func (e *StateError) Error() string { return "state: " + e.Err.Error() }

// Unwrap returns the error in the state.
func (e *StateError) Unwrap() error { return e.Err }

// Load makes the store of a saved state. From fresh, the store of a new emulator, it adds
// the missing rows that describe tables and privileges: a later version of the emulator has
// more of them. The error is a *StateError.
func Load(sc *schema.Schema, state []byte, fresh *Store) (*Store, error) {
	st, err := readState(sc, state, fresh)
	if err != nil {
		return nil, &StateError{err}
	}
	return st, nil
}

func readState(sc *schema.Schema, state []byte, fresh *Store) (*Store, error) {
	var s saved
	if err := decodeState(state, &s); err != nil {
		return nil, err
	}
	st := New()
	if err := s.addCreated(sc, st); err != nil {
		return nil, err
	}
	for _, r := range s.Rows {
		if err := r.load(sc, st); err != nil {
			return nil, fmt.Errorf("row %.100q of table %.100q: %w", r.ID, r.Table, err)
		}
	}
	for _, l := range s.Links {
		if !slices.ContainsFunc(sc.Relationships, func(r *schema.Relationship) bool { return r.Name == l.Relationship && r.From == "" }) {
			return nil, fmt.Errorf("the many-to-many relationship %.100q is not there: was it saved with other --metadata?", l.Relationship)
		}
		st.setLink(Link{l.Relationship, [2]string{l.From, l.To}}, max(1, l.Serial))
	}
	st.serial, st.Version = max(st.serial, s.Serial), max(st.Version, s.Version)
	for _, t := range sc.Tables {
		if !t.System {
			continue
		}
		for _, r := range fresh.List(t) {
			if st.Find(t, r.Key()) == nil {
				st.Put(r.Draft())
			}
		}
	}
	st.Begin()
	return st, nil
}

// addCreated adds the tables and the keys that were created to the schema.
func (s saved) addCreated(sc *schema.Schema, st *Store) error {
	for _, t := range s.Tables {
		if t == nil || sc.ByName[t.Name] != nil || sc.BySet[t.EntitySet] != nil {
			return errors.New("a table that was created is there twice: was it saved with other --metadata?")
		}
		if err := sc.AddTable(t); err != nil {
			return fmt.Errorf("table %.100q: %w", t.Name, err)
		}
	}
	for _, k := range s.Keys {
		t := sc.ByName[k.Table]
		if t == nil || slices.ContainsFunc(k.Key.Columns, func(name string) bool { return t.Columns[name] == nil }) {
			return fmt.Errorf("key %.100q of table %.100q: the table or a column is not there: was it saved with other --metadata?", k.Key.Name, k.Table)
		}
		st.AddKey(sc, t, k.Key, k.Key.ActiveAt)
	}
	return nil
}

func decodeState(state []byte, s *saved) error {
	line, body, _ := bytes.Cut(state, []byte("\n"))
	var header savedHeader
	if err := json.Unmarshal(line, &header); err != nil || header.Format != savedFormat {
		return errors.New("it is no state of this emulator")
	}
	if header.Version != savedVersion {
		return fmt.Errorf("it is of version %d, and this program reads version %d", header.Version, savedVersion)
	}
	if sum := sha256.Sum256(body); header.Sum != hex.EncodeToString(sum[:]) {
		return errors.New("it is damaged: its checksum does not match")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	return dec.Decode(s)
}

// unlisted are the columns that every row may have, even if its table does not list them.
var unlisted = []string{"createdon", "modifiedon", "createdby", "modifiedby", "createdonbehalfby", "modifiedonbehalfby"}

var errOtherTables = errors.New("there is no such table: was it saved with other --metadata?")

func (s savedRow) load(sc *schema.Schema, st *Store) error {
	t := sc.ByName[s.Table]
	if t == nil {
		return errOtherTables
	}
	if _, ok := guid.Parse(s.ID); !ok {
		return errors.New("its id is no GUID")
	}
	r := &Row{Table: t, ID: s.ID, partition: s.Partition, serial: s.Serial, Version: s.Version, Cells: map[string]any{}}
	for name, v := range s.Cells {
		c := t.Columns[name]
		if file, _, hidden := strings.Cut(name, "@"); hidden && t.Columns[file] != nil {
			c = t.Columns[file]
		}
		if c == nil && !slices.Contains(unlisted, name) {
			return fmt.Errorf("column %.100q is not there: was it saved with other --metadata?", name)
		}
		cell, err := savedCell(sc, v)
		if err != nil {
			return fmt.Errorf("column %.100q: %w", name, err)
		}
		if c != nil && !c.Holds(cell) {
			return fmt.Errorf("column %.100q is of another type: was it saved with other --metadata?", name)
		}
		r.Cells[name] = cell
	}
	if st.Find(t, r.Key()) != nil {
		return errors.New("it is there twice")
	}
	st.set(nil, r)
	st.serial, st.Version = max(st.serial, r.serial), max(st.Version, r.Version)
	return nil
}

func savedCell(sc *schema.Schema, v any) (any, error) {
	switch v := v.(type) {
	case string, bool, json.Number:
		return v, nil
	case map[string]any:
		name, _ := v["table"].(string)
		id, _ := v["id"].(string)
		if t := sc.ByName[name]; t != nil {
			return schema.Reference{Table: t, ID: id}, nil
		}
		return nil, errOtherTables
	}
	return nil, errors.New("it holds no value")
}

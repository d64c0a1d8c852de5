package dynamicstest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// StateError is what [New] says of an Options.State that [Emulator.Save] did not
// write, that is damaged, or that was saved with other tables.
type StateError struct{ Err error }

// Error is one line.
func (e *StateError) Error() string { return "dynamicstest: state: " + e.Err.Error() }

// Unwrap returns what is wrong with the state.
func (e *StateError) Unwrap() error { return e.Err }

// loadState makes the store that was saved. The rows of the emulator's own that
// describe tables and privileges are added where a later version has more of them.
func loadState(sc *schema, state []byte, fresh *store) (*store, error) {
	var s saved
	if err := decodeState(state, &s); err != nil {
		return nil, err
	}
	st := newStore()
	for _, r := range s.Rows {
		if err := r.load(sc, st); err != nil {
			return nil, fmt.Errorf("row %.100q of table %.100q: %w", r.ID, r.Table, err)
		}
	}
	for _, l := range s.Links {
		if !slices.ContainsFunc(sc.Relationships, func(r *relationship) bool { return r.Name == l.Relationship && r.From == "" }) {
			return nil, fmt.Errorf("the many-to-many relationship %.100q is not there: was it saved with other --metadata?", l.Relationship)
		}
		st.setLink(link{l.Relationship, [2]string{l.From, l.To}}, max(1, l.Serial))
	}
	st.serial, st.version = max(st.serial, s.Serial), max(st.version, s.Version)
	for _, t := range sc.Tables {
		if !t.System {
			continue
		}
		for _, r := range fresh.list(t) {
			if st.find(t, r.key()) == nil {
				st.put(r.draft())
			}
		}
	}
	st.begin()
	return st, nil
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
		return errors.New("it is damaged: its sum is another one")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	return dec.Decode(s)
}

// unlisted are the columns that every row may have, whether its table lists them
// or not.
var unlisted = []string{"createdon", "modifiedon", "createdby", "modifiedby", "createdonbehalfby", "modifiedonbehalfby"}

var errOtherTables = errors.New("there is no such table: was it saved with other --metadata?")

func (s savedRow) load(sc *schema, st *store) error {
	t := sc.byName[s.Table]
	if t == nil {
		return errOtherTables
	}
	if _, ok := parseGUID(s.ID); !ok {
		return errors.New("its id is no GUID")
	}
	r := &row{table: t, id: s.ID, partition: s.Partition, serial: s.Serial, version: s.Version, cells: map[string]any{}}
	for name, v := range s.Cells {
		c := t.columns[name]
		if file, content := strings.CutSuffix(name, "@content"); content && t.columns[file] != nil {
			c = t.columns[file]
		}
		if c == nil && !slices.Contains(unlisted, name) {
			return fmt.Errorf("column %.100q is not there: was it saved with other --metadata?", name)
		}
		cell, err := sc.savedCell(v)
		if err != nil {
			return fmt.Errorf("column %.100q: %w", name, err)
		}
		if c != nil && !c.holds(cell) {
			return fmt.Errorf("column %.100q is of another type: was it saved with other --metadata?", name)
		}
		r.cells[name] = cell
	}
	if st.find(t, r.key()) != nil {
		return errors.New("it is there twice")
	}
	st.set(nil, r)
	st.serial, st.version = max(st.serial, r.serial), max(st.version, r.version)
	return nil
}

func (sc *schema) savedCell(v any) (any, error) {
	switch v := v.(type) {
	case string, bool, json.Number:
		return v, nil
	case map[string]any:
		name, _ := v["table"].(string)
		id, _ := v["id"].(string)
		if t := sc.byName[name]; t != nil {
			return reference{t, id}, nil
		}
		return nil, errOtherTables
	}
	return nil, errors.New("it holds no value")
}

// holds reports whether a cell is of the column's type.
func (c *column) holds(cell any) bool {
	switch cell.(type) {
	case reference:
		return c.kind == kindLookup || c.kind == kindGUID
	case bool:
		return c.kind == kindBoolean
	case json.Number:
		return c.class() == classNumber
	}
	switch c.kind {
	case kindString, kindMemo, kindDateTime, kindDateOnly, kindGUID, kindBinary, kindFile:
		return true
	}
	return false
}

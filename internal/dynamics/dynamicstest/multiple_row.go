package dynamicstest

import (
	"errors"
	"net/http"
	"strings"
)

func (m *multiple) create(target object) (done, error) {
	r, err := m.insert(m.table, target, nil, nil)
	if refusal, ok := errors.AsType[*apiError](err); ok && refusal.code == "0x80040237" {
		err = duplicateKey()
	} else if ok && refusal.code == bareCode(http.StatusConflict) {
		err = bare(http.StatusConflict, "Cannot insert duplicate key.")
	}
	if err != nil {
		return done{}, err
	}
	return done{r.id, http.StatusCreated}, nil
}

// update changes the row, unless a target before was about it: the first one
// counts, as documented. By the Web API, an alternate key does not do.
func (m *multiple) update(target object) (done, error) {
	a, given, err := m.address(target)
	switch {
	case err != nil:
		return done{}, err
	case !given || a.key != nil:
		return done{}, refuse(http.StatusBadRequest, "0x80040203", "Entity Id must be specified for Update. (UpdateMultiple of %s)", m.table.Name)
	case m.repeats(a, nil):
		return done{a.id, http.StatusNoContent}, nil
	}
	r := a.find(m.store)
	if r == nil {
		return done{id: a.id}, m.absent(a)
	}
	_, err = m.call.update(r, target, &a)
	return done{a.id, http.StatusNoContent}, err
}

// upsert makes the row or changes it. What identifies a row that is not there
// yet may not be in the body as well: a documented client met 400 with nothing
// to go by.
func (m *multiple) upsert(target object) (done, error) {
	a, given, err := m.address(target)
	if err != nil {
		return done{}, err
	}
	if !given {
		return done{}, notKnown("a target of UpsertMultiple that does not say which row it is about")
	}
	r := a.find(m.store)
	if m.repeats(a, r) {
		return done{}, refuse(http.StatusBadRequest, "0x80040203", "More than one record in 'Targets' is identified by the same primary or alternate key, which UpsertMultiple does not support.")
	}
	if r == nil {
		for _, member := range target {
			if c := m.table.columns[member.name]; c != nil && a.fixes(c) {
				return done{}, refuse(http.StatusBadRequest, "0x80040216", "An unexpected error occurred.")
			}
		}
		if r, err = m.insert(m.table, target, &a, nil); err != nil {
			return done{}, err
		}
		m.seen[r.key()] = true
		return done{r.id, http.StatusCreated}, nil
	}
	change := m.call.update
	if m.table.Elastic {
		change = m.replace
	}
	_, err = change(r, target, &a)
	return done{r.id, http.StatusOK}, err
}

func (m *multiple) delete(target object) (done, error) {
	a, given, err := m.address(target)
	switch {
	case err != nil:
		return done{}, err
	case !given:
		return done{}, notKnown("a target of DeleteMultiple without %s", m.table.PrimaryKey)
	}
	if err := m.need(verbDelete, m.table); err != nil {
		return done{}, err
	}
	r, err := a.resolve(m.store)
	if err != nil {
		return done{id: a.id}, err
	}
	m.store.remove(r)
	return done{a.id, http.StatusNoContent}, nil
}

// repeats reports whether a target before named the row, by whatever key, and
// notes that this one does.
func (m *multiple) repeats(a address, r *row) bool {
	names := []string{a.identity()}
	if r != nil {
		names = append(names, r.key())
	}
	found := false
	for _, name := range names {
		found = found || m.seen[name]
	}
	for _, name := range names {
		m.seen[name] = true
	}
	return found
}

func (m *multiple) absent(a address) error {
	if m.table.Elastic {
		return noSuchRow(m.table, a.id)
	}
	name := strings.ToUpper(m.table.Name[:1]) + m.table.Name[1:]
	return refuse(http.StatusNotFound, "0x80040217", "%s With Ids = %s Do Not Exist", name, a.id)
}

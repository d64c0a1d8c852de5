package operation

import (
	"errors"
	"net/http"
	"strings"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

func (m *multiple) create(target orderedjson.Object) (rowResult, error) {
	r, err := m.Insert(m.table, target, nil, nil)
	if refusal, ok := errors.AsType[*odata.Error](err); ok && refusal.Code == "0x80040237" {
		err = odata.DuplicateKey()
	} else if ok && refusal.Code == odata.StatusCode(http.StatusConflict) {
		err = odata.StatusError(http.StatusConflict, "Cannot insert duplicate key.")
	}
	if err != nil {
		return rowResult{}, err
	}
	return rowResult{r.ID, http.StatusCreated}, nil
}

// update changes the row, unless an earlier target was about it: Microsoft documents that
// the first target counts. The Web API does not accept an alternate key here.
func (m *multiple) update(target orderedjson.Object) (rowResult, error) {
	a, given, err := m.address(target)
	switch {
	case err != nil:
		return rowResult{}, err
	case !given || a.Key != nil:
		return rowResult{}, odata.Refuse(http.StatusBadRequest, "0x80040203", "Entity Id must be specified for Update. (UpdateMultiple of %s)", m.table.Name)
	case m.repeats(a, nil):
		return rowResult{a.ID, http.StatusNoContent}, nil
	}
	r := a.Find(m.Store)
	if r == nil {
		return rowResult{id: a.ID}, m.absent(a)
	}
	_, err = m.Session.Update(r, target, &a)
	return rowResult{a.ID, http.StatusNoContent}, err
}

// upsert makes the row or changes it. For a new row, the columns that identify it may not
// be in the body as well: Dataverse refuses them with a 400 that does not say why.
func (m *multiple) upsert(target orderedjson.Object) (rowResult, error) {
	a, given, err := m.address(target)
	if err != nil {
		return rowResult{}, err
	}
	if !given {
		return rowResult{}, odata.NotCovered("a target of UpsertMultiple that does not say which row it is about")
	}
	r := a.Find(m.Store)
	if m.repeats(a, r) {
		return rowResult{}, odata.Refuse(http.StatusBadRequest, "0x80040203", "More than one record in 'Targets' is identified by the same primary or alternate key, which UpsertMultiple does not support.")
	}
	if r == nil {
		for _, member := range target {
			if c := m.table.Columns[member.Name]; c != nil && a.Fixes(c) {
				return rowResult{}, odata.Refuse(http.StatusBadRequest, "0x80040216", "An unexpected error occurred.")
			}
		}
		if r, err = m.Insert(m.table, target, &a, nil); err != nil {
			return rowResult{}, err
		}
		m.seen[r.Key()] = true
		return rowResult{r.ID, http.StatusCreated}, nil
	}
	change := m.Session.Update
	if m.table.Elastic {
		change = m.Replace
	}
	_, err = change(r, target, &a)
	return rowResult{r.ID, http.StatusOK}, err
}

func (m *multiple) delete(target orderedjson.Object) (rowResult, error) {
	a, given, err := m.address(target)
	switch {
	case err != nil:
		return rowResult{}, err
	case !given:
		return rowResult{}, odata.NotCovered("a target of DeleteMultiple without %s", m.table.PrimaryKey)
	}
	if err := m.Need(schema.VerbDelete, m.table); err != nil {
		return rowResult{}, err
	}
	r, err := a.Resolve(m.Store)
	if err != nil {
		return rowResult{id: a.ID}, err
	}
	if err := m.Delete(r); err != nil {
		return rowResult{id: a.ID}, err
	}
	return rowResult{a.ID, http.StatusNoContent}, nil
}

// repeats reports whether an earlier target named the row, by any key, and notes this
// target.
func (m *multiple) repeats(a store.Address, r *store.Row) bool {
	names := []string{a.Identity()}
	if r != nil {
		names = append(names, r.Key())
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

func (m *multiple) absent(a store.Address) error {
	if m.table.Elastic {
		return schema.NoSuchRow(m.table, a.ID)
	}
	name := strings.ToUpper(m.table.Name[:1]) + m.table.Name[1:]
	return odata.Refuse(http.StatusNotFound, "0x80040217", "%s With Ids = %s Do Not Exist", name, a.ID)
}

package store

import (
	"encoding/json"
	"strconv"
	"strings"

	"sns-dynamics/internal/emulator/schema"
)

// SetDefaults fills the empty cells of a new row with their defaults.
func (r *Row) SetDefaults(sc *schema.Schema, st *Store, now string, owner schema.Reference) {
	fill := func(name string, v any) {
		if _, set := r.Cells[name]; !set && r.Table.Columns[name] != nil {
			r.Cells[name] = v
		}
	}
	for name, c := range r.Table.Columns {
		switch {
		case c.Default == "":
		case c.Kind == schema.KindBoolean:
			fill(name, c.Default == "true")
		default:
			fill(name, json.Number(c.Default))
		}
	}
	fill("createdon", now)
	fill("modifiedon", now)
	fill("createdby", owner)
	fill("modifiedby", owner)
	fill("ownerid", owner)
	for _, unit := range []string{"owningbusinessunit", "businessunitid"} {
		c := r.Table.Columns[unit]
		if c == nil || c.Kind != schema.KindLookup || unit == "businessunitid" && !c.Required {
			continue
		}
		if user := st.Find(owner.Table, owner.ID); user != nil && user.Cells["businessunitid"] != nil {
			fill(unit, user.Cells["businessunitid"])
		}
	}
	if r.Table.HasMoney {
		if currency := st.BaseCurrency(sc); currency != nil {
			fill("transactioncurrencyid", currency.Reference())
		}
	}
	if len(r.Table.States) > 0 {
		fill("statecode", json.Number("0"))
		state, _ := strconv.Atoi(string(r.Cells["statecode"].(json.Number)))
		fill("statuscode", json.Number(strconv.Itoa(r.Table.States[state][0])))
	}
	if a := r.Table.AutoNumber; a != nil && r.Cells[a.Column] == nil {
		fill(a.Column, r.number(st, a))
	}
	r.SetOwning(st)
	r.SetFullName()
}

// SetOwning sets the columns that follow from the owner: owninguser or owningteam, and
// owningbusinessunit, which is the business unit of the owner.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/account
func (r *Row) SetOwning(st *Store) {
	owner := r.Pointer("ownerid")
	if owner.Table == nil || r.Table.Columns["owninguser"] == nil {
		return
	}
	delete(r.Cells, "owninguser")
	delete(r.Cells, "owningteam")
	if owner.Table.Name == "team" {
		r.Cells["owningteam"] = owner
	} else {
		r.Cells["owninguser"] = owner
	}
	if row := st.Find(owner.Table, owner.ID); row != nil && row.Cells["businessunitid"] != nil {
		r.Cells["owningbusinessunit"] = row.Cells["businessunitid"]
	}
}

// SetFullName composes fullname in the tables of people. No client writes fullname there.
func (r *Row) SetFullName() {
	if c := r.Table.Columns["fullname"]; c == nil || !c.ReadOnly {
		return
	}
	if name := strings.TrimSpace(r.Text("firstname") + " " + r.Text("lastname")); name != "" {
		r.Cells["fullname"] = name
		return
	}
	delete(r.Cells, "fullname")
}

// BaseCurrency is the currency of the organization; nil if there is no currency.
func (s *Store) BaseCurrency(sc *schema.Schema) *Row {
	currencies := s.List(sc.ByName["transactioncurrency"])
	if len(currencies) == 0 {
		return nil
	}
	return currencies[0]
}

package dynamicstest

import (
	"encoding/json"
	"strconv"
	"strings"
)

// setDefaults fills the cells of a new row that its maker left empty.
func (r *row) setDefaults(sc *schema, st *store, now string, owner reference) {
	fill := func(name string, v any) {
		if _, set := r.cells[name]; !set && r.table.columns[name] != nil {
			r.cells[name] = v
		}
	}
	for name, c := range r.table.columns {
		switch {
		case c.initial == "":
		case c.kind == kindBoolean:
			fill(name, c.initial == "true")
		default:
			fill(name, json.Number(c.initial))
		}
	}
	fill("createdon", now)
	fill("modifiedon", now)
	fill("createdby", owner)
	fill("modifiedby", owner)
	fill("ownerid", owner)
	for _, unit := range []string{"owningbusinessunit", "businessunitid"} {
		c := r.table.columns[unit]
		if c == nil || c.kind != kindLookup || unit == "businessunitid" && !c.required {
			continue
		}
		if user := st.find(owner.table, owner.id); user != nil && user.cells["businessunitid"] != nil {
			fill(unit, user.cells["businessunitid"])
		}
	}
	if r.table.money {
		if currencies := st.list(sc.byName["transactioncurrency"]); len(currencies) > 0 {
			fill("transactioncurrencyid", currencies[0].reference())
		}
	}
	if len(r.table.States) > 0 {
		fill("statecode", json.Number("0"))
		state, _ := strconv.Atoi(string(r.cells["statecode"].(json.Number)))
		fill("statuscode", json.Number(strconv.Itoa(r.table.States[state][0])))
	}
	r.setFullName()
}

// setFullName composes fullname where Dataverse does: in tables of people,
// whose fullname nobody else writes.
func (r *row) setFullName() {
	if c := r.table.columns["fullname"]; c == nil || !c.readOnly {
		return
	}
	if name := strings.TrimSpace(r.text("firstname") + " " + r.text("lastname")); name != "" {
		r.cells["fullname"] = name
		return
	}
	delete(r.cells, "fullname")
}

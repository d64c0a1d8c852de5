package inprocess

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator"
)

// tables are rows by entity set.
type tables map[string][]json.RawMessage

// readTables reads all rows of the emulator.
func readTables(e *emulator.Emulator) (tables, error) {
	all := tables{}
	for _, set := range e.Tables() {
		rows, err := e.Rows(set)
		if err != nil {
			return nil, err
		}
		all[set] = rows
	}
	return all, nil
}

// changedSince returns the tables whose rows differ from the rows of an earlier time.
func (t tables) changedSince(before tables) tables {
	changed := tables{}
	for set, rows := range t {
		if !slices.EqualFunc(before[set], rows, func(x, y json.RawMessage) bool { return string(x) == string(y) }) {
			changed[set] = rows
		}
	}
	return changed
}

// columns returns the columns of a row that a message can have set. It leaves out empty
// columns and the columns that Dataverse sets on every row.
func columns(row json.RawMessage) string {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(row, &values); err != nil {
		return string(row)
	}
	for _, name := range []string{"createdby", "modifiedby", "createdonbehalfby", "modifiedonbehalfby", "ownerid", "owninguser", "owningbusinessunit", "transactioncurrencyid"} {
		delete(values, "_"+name+"_value")
	}
	for _, name := range []string{"createdon", "modifiedon", "versionnumber", "overriddencreatedon", "timezoneruleversionnumber", "importsequencenumber", "utcconversiontimezonecode"} {
		delete(values, name)
	}
	var shown []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if value := string(values[name]); value != "null" && value != "false" && !strings.Contains(name, "@") {
			shown = append(shown, name+"="+value)
		}
	}
	return strings.Join(shown, " ")
}

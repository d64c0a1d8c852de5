package dynamicstest

import (
	"slices"
)

// hasMessage reports whether sdkmessagefilters lists the message for the table.
// It does not for UpsertMultiple of a standard table, although that is there
// where CreateMultiple and UpdateMultiple are.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/bulk-operations#availability-with-standard-tables
func (t *table) hasMessage(name string) bool {
	switch {
	case t.System || t.Single:
		return false
	case name == "CreateMultiple", name == "UpdateMultiple":
		return true
	}
	return t.Elastic
}

// describe fills the tables that describe tables, as far as the schema has
// them. Their columns are of use to those who write many rows at once; other
// columns are not there.
func (sc *schema) describe(st *store) {
	messages, filters := sc.byName["sdkmessage"], sc.byName["sdkmessagefilter"]
	if messages == nil || filters == nil {
		return
	}
	names := []string{"CreateMultiple", "UpdateMultiple", "UpsertMultiple", "DeleteMultiple"}
	for _, name := range names {
		st.put(&row{table: messages, id: namedGUID("message " + name), cells: map[string]any{"name": name}})
	}
	for _, t := range sc.Tables {
		for _, name := range slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !t.hasMessage(name) }) {
			st.put(&row{table: filters, id: namedGUID("filter " + name + t.Name), cells: map[string]any{
				"primaryobjecttypecode": t.Name, "sdkmessageid": reference{messages, namedGUID("message " + name)},
			}})
		}
	}
}

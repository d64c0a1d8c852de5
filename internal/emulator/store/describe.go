package store

import (
	"encoding/json"
	"fmt"
	"slices"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/schema"
)

// messageNames are the messages for many rows, which sdkmessagefilter lists.
var messageNames = []string{"CreateMultiple", "UpdateMultiple", "UpsertMultiple", "DeleteMultiple"}

// describe fills the tables that describe tables, if the schema has them. It fills the
// columns that clients need to write many rows at once.
func describe(sc *schema.Schema, st *Store) {
	for _, t := range sc.Tables {
		for _, r := range choicesOf(sc, t) {
			st.Put(r)
		}
	}
	messages := sc.ByName["sdkmessage"]
	if messages == nil || sc.ByName["sdkmessagefilter"] == nil {
		return
	}
	for _, name := range messageNames {
		st.Put(&Row{Table: messages, ID: guid.Named("message " + name), Cells: map[string]any{"name": name}})
	}
	for _, t := range sc.Tables {
		for _, r := range messagesOf(sc, t) {
			st.Put(r)
		}
	}
}

// messagesOf are the rows that say which messages for many rows a table has.
func messagesOf(sc *schema.Schema, t *schema.Table) []*Row {
	messages, filters := sc.ByName["sdkmessage"], sc.ByName["sdkmessagefilter"]
	if messages == nil || filters == nil {
		return nil
	}
	var rows []*Row
	for _, name := range slices.DeleteFunc(slices.Clone(messageNames), func(name string) bool { return !t.HasMessage(name) }) {
		rows = append(rows, &Row{Table: filters, ID: guid.Named("filter " + name + t.Name), Cells: map[string]any{
			"primaryobjecttypecode": t.Name, "sdkmessageid": schema.Reference{Table: messages, ID: guid.Named("message " + name)},
		}})
	}
	return rows
}

// choicesOf are the rows of stringmap with the labelled choices of the columns of a table:
// one row for each choice, in English.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/stringmap
func choicesOf(sc *schema.Schema, t *schema.Table) []*Row {
	maps := sc.ByName["stringmap"]
	if maps == nil {
		return nil
	}
	var rows []*Row
	number := func(n int64) json.Number { return json.Number(fmt.Sprint(n)) }
	for _, name := range t.ColumnOrder {
		for i, choice := range t.Choices(t.Columns[name]) {
			rows = append(rows, &Row{Table: maps, ID: guid.Named(fmt.Sprintf("choice %s.%s %d", t.Name, name, choice.Value)), Cells: map[string]any{
				"objecttypecode": t.Name, "attributename": name, "attributevalue": number(choice.Value), "value": choice.Label,
				"displayorder": number(int64(i + 1)), "langid": json.Number("1033"),
			}})
		}
	}
	return rows
}

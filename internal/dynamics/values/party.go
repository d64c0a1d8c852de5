package values

import (
	"encoding/json/jsontext"
	"strconv"
)

// participation is the part of an activity's party, by the column that lists the parties.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/activityparty-entity
func participation(column string) (mask int, ok bool) {
	switch column {
	case "from":
		return 1, true
	case "to":
		return 2, true
	case "cc":
		return 3, true
	case "bcc":
		return 4, true
	case "requiredattendees":
		return 5, true
	case "optionalattendees":
		return 6, true
	case "organizer":
		return 7, true
	case "resources":
		return 10, true
	case "customers":
		return 11, true
	}
	return 0, false
}

// ListsParties reports whether a column of an activity is a list of parties.
func ListsParties(column string) bool {
	_, ok := participation(column)
	return ok
}

// PartyTable is the table of the parties of activities.
const PartyTable = "activityparty"

// partyColumn is the lookup of that table.
const partyColumn = "partyid"

// party is a party of an activity.
type party struct {
	mask       int
	navigation string // binds ref
	ref        *reference
	address    jsontext.Value // in the place of ref
}

// parties returns the parties that a column lists.
func (c *conversion) parties(pointer, name string, value jsontext.Value) {
	mask, ok := participation(name)
	definition, listed := c.known.table(PartyTable)
	switch {
	case value.Kind() == jsontext.KindNull:
		return // a create without parties
	case !ok || !listed:
		c.add(pointer, "the parties of this column take no plain values: use data in the place of values")
		return
	case value.Kind() != jsontext.KindBeginArray:
		c.add(pointer, "expected a list of rows, got %s", kindOf(value))
		return
	}
	for i, item := range items(value) {
		if len(c.problems) >= mostProblems {
			return
		}
		at := pointer + "/" + strconv.Itoa(i)
		given := members(item)
		if len(given) == 1 && given[0].name == "address" {
			c.partyList = append(c.partyList, party{mask: mask, address: given[0].value})
			continue
		}
		navigation, ref := c.lookup(at, definition.Columns[partyColumn], item)
		c.partyList = append(c.partyList, party{mask: mask, navigation: navigation, ref: ref})
	}
}

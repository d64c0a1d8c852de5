package advice

// ofNames returns the explanations of the codes of the names in a message.
func ofNames() []entry {
	return []entry{
		{"0x80040217", "there is no such row: of the message, of a lookup in it, or the user acted for", "correct the id; if the row has come since, redrive", runRedrive + "0x80040217"},
		{"0x80060891", "no row has these alternate key values", "correct the key; if the row has come since, redrive", runRedrive + "0x80060891"},
		{"0x80048d02", "there is no such row of the virtual table", "correct the id; if the row has come since, redrive", runRedrive + "0x80048d02"},
		{"0x80060890", "these columns are no alternate key of the table", "use a key that is defined, and whose index is Active", runValidate},
		{"0x8006088a", "there is no such table, column, navigation property or action", "correct the name: an entity set is plural, and names are case-sensitive", runValidate},
		{"0x80060888", "there is no such table, column or action", "correct the name", runValidate},
		{"0x80040800", "the table does not have this operation", "publish another operation, or for another table", runValidate},
		{"0x80100008", "the table does not have this operation", "publish another operation, or for another table", runValidate},
		{"0x80041102", "there is no such table", "correct the name", runValidate},
		{"0x80041103", "there is no such column", "correct the name", runValidate},
		{"0x8006088d", "the table has no versions of rows", "leave ifMatch and sequence out, or enable optimistic concurrency on the table", runValidate},
		{"0x80048d0b", "rows of an elastic table are not read together with others", "read them by themselves", ""},
	}
}

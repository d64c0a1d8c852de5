package advice

// ofValues returns the explanations of the codes of values, of existing rows, and of the
// environment's own logic.
func ofValues() []entry {
	return []entry{
		// The values in data.
		{"0x80048d19", "data or parameters have an unknown name, or a value of another type, or a parameter is missing", "correct what the reason names", runValidate},
		{"0x80040203", "a value is not one that Dataverse takes there", "correct the value that the reason names", runValidate},
		{"0x80040200", "a required column is missing", "add the column that the reason names", runValidate},
		{"0x80044331", "a text is longer than its column", "shorten the value, or lengthen the column and redrive", runRedrive + "0x80044331"},
		{"0x8004431a", "a choice has no such value", "correct the value, or add the choice and redrive", runRedrive + "0x8004431a"},
		{"0x8004432f", "a whole number is out of its column's range", "correct the value, or widen the column and redrive", runRedrive + "0x8004432f"},
		{"0x80044330", "a number is out of its column's range", "correct the value, or widen the column and redrive", runRedrive + "0x80044330"},
		{"0x80040239", "a time is written otherwise than its column wants, or before 1753", "correct the value that the reason names", runValidate},
		{"0x80040278", "a text has a control character", "take it out of the value", runValidate},
		{"0x80048cfb", "a row with an amount of money has no currency", "publish transactioncurrencyid with the amount", ""},
		{"0x80043506", "a row of that table is no party of this activity", "name a row of another table", ""},
		{"0x80044366", "a name has no prefix of a publisher", "begin the name with the publisher's prefix", ""},
		{"0x8004418a", "the request is too large", "publish less in one message", ""},
		{"0x80044a02", "a file is larger than its column takes", "publish less in one message", ""},
		{"0x80043e09", "a file is of a type that the environment blocks", "publish another file, or unblock its type and redrive", ""},
		{"0x80072535", "a virtual table cannot be written like this", "write it where its rows are kept", ""},
		{"0x8005e007", "an operation of the batch takes part in no transaction", "publish it as a message of its own", ""},

		// Existing rows.
		{"0x80040237", "another row has the same id or alternate key", "find the other row; publish an upsert by its key instead of a create", ""},
		{"0x80060892", "another row has the same alternate key", "find the other row; publish an upsert by its key instead of a create", ""},
		{"0x80040333", "a duplicate detection rule found another row", "merge the two rows, or leave detectDuplicates out", ""},
		{"0x80048208", "there is such a connection already", "publish it once", ""},
		{"0x80060882", "the row changed since the ETag of ifMatch was read", "read the row again, and publish with its ETag; sequence may serve better", ""},

		// The environment's own logic.
		{"0x80040265", "a plug-in said no", "read its words in the reason; correct the message or the plug-in, then redrive", runRedrive + "0x80040265"},
		{"0x80048550", "a plug-in broke off the transaction", "repair the plug-in, then redrive", runRedrive + "0x80048550"},
	}
}

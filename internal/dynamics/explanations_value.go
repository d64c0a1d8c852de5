package dynamics

// ofValues are the codes of values, of what is there already, and of the environment's own logic.
func ofValues() []Explanation {
	return []Explanation{
		// What stands in data.
		{"0x80048d19", "InvalidPayload", Rejected, "data has a column that the table has not, or a value of another type", "correct the column that the reason names", runValidate},
		{"0x80040203", "InvalidArgument", Rejected, "a value is not one that Dataverse takes there", "correct the value that the reason names", runValidate},
		{"0x80040200", "RequiredFieldMissing", Rejected, "a required column is missing", "add the column that the reason names", runValidate},
		{"0x80044331", "StringLengthExceeded", Rejected, "a text is longer than its column", "shorten the value, or lengthen the column and redrive", runRedrive + "0x80044331"},
		{"0x8004431a", "PicklistValueOutOfRange", Rejected, "a choice has no such value", "correct the value, or add the choice and redrive", runRedrive + "0x8004431a"},
		{"0x8004432f", "IntegerValueOutOfRange", Rejected, "a whole number is out of its column's range", "correct the value, or widen the column and redrive", runRedrive + "0x8004432f"},
		{"0x80044330", "DecimalValueOutOfRange", Rejected, "a number is out of its column's range", "correct the value, or widen the column and redrive", runRedrive + "0x80044330"},
		{"0x80040239", "InvalidDateTime", Rejected, "a time is written otherwise than its column wants, or before 1753", "correct the value that the reason names", runValidate},
		{"0x80040278", "InvalidCharactersInField", Rejected, "a text has a control character", "take it out of the value", runValidate},
		{"0x80048cfb", "CurrencyCannotBeNull", Rejected, "a row with an amount of money has no currency", "publish transactioncurrencyid with the amount", ""},
		{"0x80043506", "ActivityPartyObjectTypeNotAllowed", Rejected, "a row of that table is no party of this activity", "name a row of another table", ""},
		{"0x80044366", "InvalidNamePrefix", Rejected, "a name has no prefix of a publisher", "begin the name with the publisher's prefix", ""},
		{"0x8004418a", "RequestLengthTooLarge", Rejected, "the request is too large", "publish less in one message", ""},
		{"0x80044a02", "FileTooLarge", Rejected, "a file is larger than its column takes", "publish less in one message", ""},
		{"0x80043e09", "AttachmentBlocked", Rejected, "a file is of a type that the environment blocks", "publish another file, or unblock its type and redrive", ""},
		{"0x80072535", "RestrictVEInBatch", Rejected, "a virtual table cannot be written like this", "write it where its rows are kept", ""},
		{"0x8005e007", "TransactionNotSupported", Rejected, "an operation of the batch takes part in no transaction", "publish it as a message of its own", ""},

		// What is there already.
		{"0x80040237", "DuplicateRecord", Rejected, "another row has the same id or alternate key", "find the other row; publish an upsert by its key instead of a create", ""},
		{"0x80060892", "DuplicateRecordEntityKey", Rejected, "another row has the same alternate key", "find the other row; publish an upsert by its key instead of a create", ""},
		{"0x80040333", "DuplicateRecordsFound", Rejected, "a duplicate detection rule found another row", "merge the two rows, or leave detectDuplicates out", ""},
		{"0x80048208", "ConnectionExists", Rejected, "there is such a connection already", "publish it once", ""},
		{"0x80060882", "ConcurrencyVersionMismatch", Rejected, "the row changed since the ETag of ifMatch was read", "read the row again, and publish with its ETag; sequence may serve better", ""},

		// The environment's own logic.
		{"0x80040265", "IsvAborted", Rejected, "a plug-in said no", "read its words in the reason; correct the message or the plug-in, then redrive", runRedrive + "0x80040265"},
		{"0x80048550", "TransactionAbortedByIsvException", Rejected, "a plug-in broke off the transaction", "mend the plug-in, then redrive", runRedrive + "0x80048550"},
	}
}

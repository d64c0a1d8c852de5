package errorcode

import "sns-dynamics/internal/operation"

// codesOfValues returns the codes of the values in a message.
func codesOfValues() []Code {
	return []Code{
		// The values in data.
		{"0x80048d19", "InvalidPayload", operation.Rejected},
		{"0x80040203", "InvalidArgument", operation.Rejected},
		{"0x80040200", "RequiredFieldMissing", operation.Rejected},
		{"0x80044331", "StringLengthExceeded", operation.Rejected},
		{"0x8004431a", "PicklistValueOutOfRange", operation.Rejected},
		{"0x8004432f", "IntegerValueOutOfRange", operation.Rejected},
		{"0x80044330", "DecimalValueOutOfRange", operation.Rejected},
		{"0x80040239", "InvalidDateTime", operation.Rejected},
		{"0x80040278", "InvalidCharactersInField", operation.Rejected},
		{"0x80048cfb", "CurrencyCannotBeNull", operation.Rejected},
		{"0x80043506", "ActivityPartyObjectTypeNotAllowed", operation.Rejected},
		{"0x80044366", "InvalidNamePrefix", operation.Rejected},
		{"0x8004418a", "RequestLengthTooLarge", operation.Rejected},
		{"0x80044a02", "FileTooLarge", operation.Rejected},
		{"0x80043e09", "AttachmentBlocked", operation.Rejected},
		{"0x80072535", "RestrictVEInBatch", operation.Rejected},
		{"0x8005e007", "TransactionNotSupported", operation.Rejected},
		// Existing rows.
		{"0x80040237", "DuplicateRecord", operation.Rejected},
		{"0x80060892", "DuplicateRecordEntityKey", operation.Rejected},
		{"0x80040333", "DuplicateRecordsFound", operation.Rejected},
		{"0x80048208", "ConnectionExists", operation.Rejected},
		{"0x80060882", "ConcurrencyVersionMismatch", operation.Rejected},
		// The environment's own logic.
		{"0x80040265", "IsvAborted", operation.Rejected},
		{"0x80048550", "TransactionAbortedByIsvException", operation.Rejected},
	}
}

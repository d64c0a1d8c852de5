package errorcode

import "sns-dynamics/internal/operation"

// codesOfDefinitions returns the codes of new tables, columns and keys, of images and choices,
// and of system jobs.
func codesOfDefinitions() []Code {
	return []Code{
		{"0x8004700b", "InvalidSchemaName", operation.Rejected},
		{"0x80047013", "DuplicateAttributeSchemaName", operation.Rejected},
		{"0x8004701e", "DuplicatePrimaryNameAttribute", operation.Rejected},
		{"0x80060893", "EntityKeyNameExists", operation.Rejected},
		{"0x80060894", "EntityKeyWithSelectedAttributesExists", operation.Rejected},
		{"0x8006088f", "InvalidEntityKeyOperation", operation.Rejected},
		{"0x80072553", "ProcessImageFailure", operation.Rejected},
		{"0x80090487", "CannotUploadNonPrimaryImageAttributeOnCreate", operation.Rejected},
		{"0x80050222", "TooManySelectionsForAttributeType", operation.Rejected},
		{"0x80050224", "AttributeTypeNotSupportedForGroupByOrderByQuery", operation.Rejected},
		{"0x8004d2a0", "InvalidRecurrenceRuleForBulkDeleteAndDuplicateDetection", operation.Rejected},
		{"0x8004e100", "InvalidRecurrencePattern", operation.Rejected},
	}
}

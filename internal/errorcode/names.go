package errorcode

import "sns-dynamics/internal/operation"

// codesOfNames returns the codes of the names in a message.
func codesOfNames() []Code {
	return []Code{
		{"0x80040217", "ObjectDoesNotExist", operation.Rejected},
		{"0x80060891", "RecordWithKeyValuesNotFound", operation.Rejected},
		{"0x80048d02", "VirtualRecordNotFound", operation.Rejected},
		{"0x80060890", "EntityKeyNotDefined", operation.Rejected},
		{"0x8006088a", "ResourceNotFound", operation.Rejected},
		{"0x80060888", "UnknownName", operation.Rejected},
		{"0x80040800", "SdkEntityDoesNotSupportMessage", operation.Rejected},
		{"0x80100008", "EntityTypeNotSupported", operation.Rejected},
		{"0x80041102", "QueryBuilderNoEntity", operation.Rejected},
		{"0x80041103", "QueryBuilderNoAttribute", operation.Rejected},
		{"0x8006088d", "OptimisticConcurrencyNotEnabled", operation.Rejected},
		{"0x80048d0b", "LinkEntitiesNotSupported", operation.Rejected},
	}
}

package sqs

import (
	"net/http"

	"sns-dynamics/internal/awsemulator/protocol"
)

// refuse returns an error with the code of its shape and the code of the older Query
// protocol. ErrorCode of the SDK's errors returns the older code.
func refuse(code, format string, args ...any) *protocol.Error {
	e := protocol.Refuse(http.StatusBadRequest, code, format, args...)
	switch code {
	case "QueueDoesNotExist":
		e.QueryCode = "AWS.SimpleQueueService.NonExistentQueue"
	case "BatchEntryIdsNotDistinct", "BatchRequestTooLong", "EmptyBatchRequest", "InvalidBatchEntryId", "MessageNotInflight", "PurgeQueueInProgress", "TooManyEntriesInBatchRequest":
		e.QueryCode = "AWS.SimpleQueueService." + code
	}
	return e
}

func invalidValue(name string, value any, reason string) *protocol.Error {
	return refuse("InvalidParameterValue", "Value %v for parameter %s is invalid. Reason: %s", value, name, reason)
}

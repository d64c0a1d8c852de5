package awstest

import (
	"errors"
	"strings"
)

// maxBatch bounds the entries of a batch, of SNS as of SQS.
const maxBatch = 10

// batchError tells that one entry of a batch failed.
type batchError struct {
	ID          string `json:"Id" xml:"Id"`
	Code        string
	Message     string
	SenderFault bool
}

// failedEntry words an error of one entry; errors of whole calls are not
// apiErrors of an entry and pass through.
func failedEntry(id string, err error) (batchError, error) {
	var e *apiError
	if !errors.As(err, &e) || e.notCovered {
		return batchError{}, err
	}
	return batchError{ID: id, Code: e.entryCode(), Message: e.message, SenderFault: e.status < 500}, nil
}

// checkBatch refuses a batch whose entries cannot be told apart, as SNS and SQS
// do before they look at what is in them.
func checkBatch(ids []string, refuse func(code, format string, args ...any) *apiError) error {
	switch {
	case len(ids) == 0:
		return refuse("EmptyBatchRequest", "The batch request doesn't contain any entries.")
	case len(ids) > maxBatch:
		return refuse("TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10. You have sent %d.", len(ids))
	}
	seen := map[string]bool{}
	for _, id := range ids {
		if id == "" || len(id) > 80 || strings.ContainsFunc(id, func(r rune) bool {
			return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
		}) {
			return refuse("InvalidBatchEntryId", "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.")
		}
		if seen[id] {
			return refuse("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id: %s", id)
		}
		seen[id] = true
	}
	return nil
}

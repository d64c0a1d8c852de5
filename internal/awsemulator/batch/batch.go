// Package batch holds the rules that the batches of SNS and SQS share.
package batch

import (
	"errors"
	"strings"

	"sns-dynamics/internal/awsemulator/protocol"
)

// MaxEntries is the limit of the entries of a batch.
const MaxEntries = 10

// Error is the error of one entry of a batch.
type Error struct {
	ID          string `json:"Id" xml:"Id"`
	Code        string
	Message     string
	SenderFault bool
}

// EntryError returns the result of an entry that failed. It returns err itself if
// err must fail the whole batch: every error but a [*protocol.Error], and a request
// that the emulator does not cover.
func EntryError(id string, err error) (Error, error) {
	var e *protocol.Error
	if !errors.As(err, &e) || e.IsNotCovered {
		return Error{}, err
	}
	return Error{ID: id, Code: e.EntryCode(), Message: e.Message, SenderFault: e.Status < 500}, nil
}

// Check returns the error of a batch that is empty, too long, or has a wrong or a
// repeated id. SNS and SQS check the ids before the content of the entries. refuse
// makes the error of a code.
func Check(ids []string, refuse func(code, format string, args ...any) *protocol.Error) error {
	switch {
	case len(ids) == 0:
		return refuse("EmptyBatchRequest", "The batch request doesn't contain any entries.")
	case len(ids) > MaxEntries:
		return refuse("TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10. You have sent %d.", len(ids))
	}
	seen := map[string]bool{}
	for _, id := range ids {
		if id == "" || len(id) > 80 || strings.ContainsFunc(id, isNotIDCharacter) {
			return refuse("InvalidBatchEntryId", "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.")
		}
		if seen[id] {
			return refuse("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id: %s", id)
		}
		seen[id] = true
	}
	return nil
}

func isNotIDCharacter(r rune) bool {
	return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
}

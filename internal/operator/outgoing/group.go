package outgoing

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"sns-dynamics/internal/operation"
)

// maxGroup is the limit, in characters, of a group and of a deduplication id.
const maxGroup = 128

// Group returns the message group of an operation in an ordered topic. An ordered topic
// delivers the messages of a group in their order.
//
//   - An operation that names a row is in the group of the row. Each spelling of a GUID or of
//     an alternate key gives the same group. A row that messages name by its id and by a key
//     has two groups, because Group cannot know that both are one row.
//   - A create without an id has its own group, made from its deduplication id. No earlier
//     message can name its row.
//   - A batch is in the group of the first row that its operations name. The batch may change
//     other rows too. A change of another row that must not overtake the batch belongs into
//     the batch, or into another batch whose first row is the same.
//   - An action without a row may change any row. So all calls of the same action and table
//     are in one group.
//
// See https://docs.aws.amazon.com/sns/latest/dg/fifo-message-grouping.html
func Group(op operation.Operation, deduplicationID string) string {
	row := Row(op)
	for _, part := range op.Operations {
		row = cmp.Or(row, Row(part))
	}
	switch {
	case row != "":
		return short(row)
	case op.Kind == operation.Batch:
		return short(string(op.Kind) + "/" + deduplicationID)
	case op.Kind == operation.Action:
		return short(strings.TrimPrefix(op.EntitySet+"/"+op.Action, "/"))
	}
	return short(op.EntitySet + "/" + deduplicationID)
}

// Row returns a name of the row of an operation. Two spellings of the row have the same name;
// see [operation.Reference.Identity]. The name is empty if the operation names no row.
func Row(op operation.Operation) string {
	return operation.Reference{EntitySet: op.EntitySet, Row: op.Row}.Identity()
}

// DeduplicationID returns an id from the run that publishes a message, the place of the message
// and its text. A message that the run sends again has the same id. Two equal lines have two
// ids. A later run gives a line a new id, because SNS would drop a second message with the
// same id, although a user may repeat a change on purpose.
//
// See https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html
func DeduplicationID(run, name string, line int, path, text string) string {
	h := sha256.New()
	for _, part := range []string{run, name, strconv.Itoa(line), path, text} {
		h.Write([]byte(strconv.Itoa(len(part)) + ":" + part))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func short(group string) string {
	if len(group) <= maxGroup {
		return group
	}
	h := sha256.Sum256([]byte(group))
	return hex.EncodeToString(h[:])
}

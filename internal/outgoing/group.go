package outgoing

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"sns-dynamics/internal/dynamics"
)

// maxGroup is the most characters of a group, and of a deduplication id.
const maxGroup = 128

// Group is the message group, in an ordered topic, of an operation whose
// deduplication id is given. Messages of one group are delivered in their order.
//
//   - What names a row is in the group of that row, however its GUID or its
//     alternate key is spelt. A row that is named once by its id and once by a key
//     has two groups: nothing here knows that it is one.
//   - A create that names no row makes one whose id nobody knows yet, so nothing
//     has to stay behind it: it is a group of its own.
//   - A batch is in the group of the first row that its operations name. It may
//     change others too: what must not overtake it there belongs to the same row
//     first, or into the batch.
//   - An action without a row changes rows that it alone knows, so no call may
//     overtake an earlier one of the same action and table.
//
// See https://docs.aws.amazon.com/sns/latest/dg/fifo-message-grouping.html
func Group(op dynamics.Operation, deduplicationID string) string {
	row := Row(op)
	for _, part := range op.Operations {
		row = cmp.Or(row, Row(part))
	}
	switch {
	case row != "":
		return short(row)
	case op.Kind == dynamics.Batch:
		return short(string(op.Kind) + "/" + deduplicationID)
	case op.Kind == dynamics.Action:
		return short(strings.TrimPrefix(op.EntitySet+"/"+op.Action, "/"))
	}
	return short(op.EntitySet + "/" + deduplicationID)
}

// Row names the row of an operation such that two spellings of it give one name;
// see [dynamics.Reference.Identity]. It is empty where the operation names none.
func Row(op dynamics.Operation) string {
	return dynamics.Reference{EntitySet: op.EntitySet, Row: op.Row}.Identity()
}

// DeduplicationID tells a message from every other: by the run that publishes it,
// its place, and its text. A message sent again within the run has the same one;
// two equal lines have two, and so has a line published again on purpose, which
// would undo what came between and must not be taken for a repetition.
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

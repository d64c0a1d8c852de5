package outgoing

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"slices"
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
//   - An action without a row changes rows that it alone knows, so no call may
//     overtake an earlier one of the same action and table.
//
// See https://docs.aws.amazon.com/sns/latest/dg/fifo-message-grouping.html
func Group(op dynamics.Operation, deduplicationID string) string {
	switch {
	case !op.Row.IsZero():
		return short(Row(op))
	case op.Kind == dynamics.Action:
		return short(strings.TrimPrefix(op.EntitySet+"/"+op.Action, "/"))
	}
	return short(op.EntitySet + "/" + deduplicationID)
}

// Row names the row of an operation such that two spellings of it give one name:
// its entity set and the GUID in small letters, or a hash of the alternate key,
// whose values may be personal data. It is empty where the operation names none.
//
// Dataverse compares text in keys without regard to case and to blanks at its
// end, so neither tells rows apart here; two rows under one name would only wait
// for each other.
func Row(op dynamics.Operation) string {
	if op.Row.IsZero() {
		return ""
	}
	if op.Row.ID != "" {
		return op.EntitySet + "/" + strings.ToLower(op.Row.ID)
	}
	columns := slices.Clone(op.Row.Key)
	slices.SortFunc(columns, func(a, b dynamics.KeyColumn) int { return cmp.Compare(a.Column, b.Column) })
	h := sha256.New()
	for _, c := range columns {
		value := c.Value
		if !c.Quoted {
			value = plain(value)
		}
		h.Write([]byte(strconv.Quote(c.Column) + strconv.Quote(strings.ToLower(strings.TrimRight(value, " ")))))
	}
	return op.EntitySet + "/" + hex.EncodeToString(h.Sum(nil)[:16])
}

// plain writes a number in one way: 1.50 as 1.5. One with an exponent, which may
// stand for more digits than there is memory, it leaves alone.
func plain(number string) string {
	if strings.ContainsAny(number, "eE") {
		return number
	}
	if r, ok := new(big.Rat).SetString(number); ok {
		return r.RatString()
	}
	return number
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

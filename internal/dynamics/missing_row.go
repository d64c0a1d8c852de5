package dynamics

import (
	"errors"
	"strconv"
	"strings"
)

// IsRowMissing reports whether an error of [Client.Run] says that a row which the
// operation needs is not there: the row to update, to associate or to act on, or the
// target of a lookup. It may be on its way, as messages arrive in no order.
func IsRowMissing(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.isRowMissing
}

// markMissingRow marks the refusal of an operation that needs a row which is not
// there. It is the last step of an attempt, as the proof of an earlier delivery is
// looked for first.
//
// A delete and a disassociate need no row, and the user of an impersonation is none
// that a message brings.
func (op Operation) markMissingRow(as caller, err error) {
	e, ok := errors.AsType[*Error](err)
	switch {
	case !ok || ClassOf(err) != Rejected || !op.needsRow(e):
	case e.finding == "sequence-row":
		e.isRowMissing = true
	case e.finding == "" && op.isRefusal(e) && e.namesMissingRow() && !e.isAboutCaller(as):
		e.isRowMissing = true
	}
}

// needsRow reports whether the operation that was refused, which may be one of a
// batch, needs rows that are there.
func (op Operation) needsRow(e *Error) bool {
	if op.Kind != Batch {
		return op.Kind != Delete && op.Kind != Disassociate
	}
	position, err := strconv.Atoi(strings.TrimPrefix(e.Part, "/operations/"))
	if err != nil || position < 0 || position >= len(op.Operations) {
		return false
	}
	return op.Operations[position].needsRow(e)
}

// namesMissingRow reports whether Dataverse says that a row is not there. The codes
// come with 404 as well as 400.
func (e *Error) namesMissingRow() bool {
	switch codeNumber(e.Code) {
	case codeNoSuchRow, codeNoSuchKey, codeNoVirtualRow:
		return true
	}
	return e.saysAbsent()
}

// isAboutCaller reports whether the row that is not there is the user acted for. A
// lookup may be bound to a user as well, so the id in Dataverse's text decides; a text
// without any id is taken to be about the user acted for.
func (e *Error) isAboutCaller(as caller) bool {
	if as.header == "" || !e.isAboutUser() {
		return false
	}
	text := strings.ToLower(e.Message)
	return strings.Contains(text, strings.ToLower(as.id)) || !holdsGUID(text)
}

// holdsGUID reports whether a GUID stands in a text.
func holdsGUID(text string) bool {
	for i := 0; i+36 <= len(text); i++ {
		if IsGUID(text[i : i+36]) {
			return true
		}
	}
	return false
}

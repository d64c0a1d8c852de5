package dynamics

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
)

// maxRaces is how often a sequenced change is tried anew, at once, because
// somebody else changed the row between its read and its write.
const maxRaces = 5

// runSequenced applies a change unless the row is as new already: it reads the
// column, compares, and writes only if the row is still the one it read. The
// reads are the application user's own.
func (c *Client) runSequenced(ctx context.Context, op Operation, as caller) (Result, error) {
	mine, err := parseVersion(op.Sequence.Value)
	if err != nil {
		return Result{}, rejection(op, "sequence: "+err.Error())
	}
	if err := c.checkDigits(ctx, op); err != nil {
		return Result{}, err
	}
	// doubted is a refusal that holds only if the row is still as it was before.
	var doubted *Error
	var before versioned
	for race := 1; ; race++ {
		knew := c.seemsElastic(op)
		row, err := c.readVersion(ctx, op)
		if err != nil {
			return Result{}, err
		}
		if doubted != nil && row.found == before.found && row.etag == before.etag {
			return Result{Status: doubted.Status, RequestID: doubted.RequestID}, doubted
		}
		if !row.found && op.Kind != Upsert {
			if _, err := c.settleAbsent(ctx, op, row.absence); err != nil {
				return Result{}, err
			}
			if !knew && c.seemsElastic(op) {
				continue // where a read may miss the last write
			}
		}
		if outcome, err := op.compare(row, mine); outcome != "" || err != nil {
			return Result{Outcome: outcome, Status: row.status, RequestID: row.requestID}, err
		}
		a, err := c.send(ctx, as, op.sequenced(row))
		if err == nil {
			return Result{Outcome: Done, Status: a.status, RequestID: a.requestID}, nil
		}
		e, ok := errors.AsType[*Error](err)
		if !ok || e.Op != string(op.Kind) {
			return Result{}, err
		}
		doubted, before = nil, row
		switch {
		case op.Kind != Update && row.found && e.saysAbsent():
			// The row may be gone; or else the user to act for, or a row that
			// the data names, is not there.
			doubted = e
		case !row.found && codeNumber(e.Code) == codeDuplicateKey:
			// The row may have been made meanwhile, by its alternate key; or
			// else another row has one of its keys.
			doubted = e
		}
		if doubted != nil || e.saysChanged() {
			if race < maxRaces {
				continue // to read what the row is now; it may be gone
			}
			e.raced = true
		}
		return Result{Status: e.Status, RequestID: e.RequestID}, err
	}
}

// versioned is a row as far as a sequence needs it.
type versioned struct {
	found     bool
	etag      string
	value     json.RawMessage // null where the column is empty
	status    int             // of the answer to the read
	requestID string
	absence   *Error // where it was not found
}

func (c *Client) readVersion(ctx context.Context, op Operation) (versioned, error) {
	read := request{op: "read the row's " + op.Sequence.Column, method: http.MethodGet, path: op.EntitySet + "(" + op.Row.String() + ")"}
	a, err := c.readAt(ctx, op, read, "$select="+escape(op.Sequence.Column))
	if e, ok := errors.AsType[*Error](err); ok && e.saysAbsent() && op.keyHint() == "" {
		return versioned{status: e.Status, requestID: e.RequestID, absence: e}, nil
	}
	if err != nil {
		return versioned{}, err
	}
	var row map[string]json.RawMessage
	var etag string
	if json.Unmarshal(a.body, &row) != nil || json.Unmarshal(row["@odata.etag"], &etag) != nil || !IsETag(etag) {
		return versioned{}, &Error{
			Op: "read the row's " + op.Sequence.Column, Method: http.MethodGet, Path: op.EntitySet + "(" + op.Row.String() + ")",
			RequestID: a.requestID, Err: errors.New("the answer is not a row"),
		}
	}
	return versioned{found: true, etag: etag, value: row[op.Sequence.Column], status: a.status, requestID: a.requestID}, nil
}

// compare decides what the row that was read makes of the change: an outcome
// where there is nothing to write, none where there is.
func (op Operation) compare(row versioned, mine version) (Outcome, error) {
	switch {
	case !row.found && op.Kind == Delete:
		return Absent, nil
	case !row.found && op.Kind == Update:
		return "", &Error{
			Op: string(op.Kind), Method: http.MethodGet, Path: op.EntitySet + "(" + op.Row.String() + ")",
			Status: row.status, RequestID: row.requestID, Message: "the row to update is not there", finding: "sequence-row",
		}
	case !row.found, len(row.value) == 0, string(row.value) == "null":
		return "", nil
	}
	theirs, err := parseVersion(row.value)
	if err != nil {
		return "", rejection(op, "sequence: column "+op.Sequence.Column+" holds what does not order changes")
	}
	order, err := mine.compare(theirs)
	if err != nil {
		return "", rejection(op, "sequence: "+err.Error()+": column "+op.Sequence.Column+" is of the other kind")
	}
	if order <= 0 {
		return Stale, nil
	}
	return "", nil
}

// sequenced is the request of a change that goes through only if the row is
// still as it was read.
func (op Operation) sequenced(row versioned) func(Root) request {
	return func(root Root) request {
		r := op.request(root)
		r.header.Del("If-Match")
		if row.found {
			r.header.Set("If-Match", row.etag)
		} else {
			r.header.Set("If-None-Match", "*")
		}
		if op.Kind != Delete {
			r.body = withColumn(op.Data, op.Sequence.Column, op.Sequence.Value)
		}
		return r
	}
}

// withColumn is a JSON object with one member more, the others byte for byte.
func withColumn(object json.RawMessage, name string, value json.RawMessage) json.RawMessage {
	rest := bytes.TrimLeft(bytes.TrimPrefix(bytes.TrimLeft(object, " \t\r\n"), []byte("{")), " \t\r\n")
	quoted, _ := json.Marshal(name) // a string always marshals
	separator := ","
	if bytes.HasPrefix(rest, []byte("}")) {
		separator = ""
	}
	return bytes.Join([][]byte{[]byte("{"), quoted, []byte(":"), value, []byte(separator), rest}, nil)
}

// saysChanged reports whether a refusal says that the row changed since it was
// read: by its code, else by a 412 whose code says nothing else.
func (e *Error) saysChanged() bool {
	switch codeNumber(e.Code) {
	case codeOtherVersion:
		return true
	case codeDuplicateRecord:
		return e.Status == http.StatusPreconditionFailed
	}
	if e.isTaken() {
		return true
	}
	_, known := classOfCode(e.Code)
	return e.Status == http.StatusPreconditionFailed && !known && !e.foreign
}

// rejection is the error of a message that cannot be carried out, found out
// without a refusal of Dataverse.
func rejection(op Operation, message string) *Error {
	r := op.bare()
	return &Error{Op: r.op, Method: r.method, Path: r.path, Message: message, finding: "sequence"}
}

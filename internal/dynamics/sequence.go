package dynamics

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/dynamics/values"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/errorcode"
	"sns-dynamics/internal/operation"
)

// maxRaces limits the immediate retries of a change whose row another writer changed
// between the read and the write.
const maxRaces = 5

// runAgainstRow applies a change that depends on what the row holds. A change with a
// sequence is left out if the row is as new already. A change that skips unchanged columns
// is left out if the row has all its values. It reads the row, compares, and writes only if
// the row has not changed since the read. The application user reads the row.
func (c conditional) runAgainstRow(ctx context.Context, op operation.Operation) (Result, error) {
	var mine operation.Version
	if op.Sequence != nil {
		var err error
		if mine, err = operation.ParseVersion(op.Sequence.Value); err != nil {
			return Result{}, rejection(op, "sequence: "+err.Error())
		}
		if err := c.checkDigits(ctx, op); err != nil {
			return Result{}, err
		}
	}
	// doubted is a refusal that holds only if the row is unchanged.
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
		if !row.found && op.Kind != operation.Upsert {
			if _, err := c.outcomeOfAbsent(ctx, op, row.absence); err != nil {
				return Result{}, err
			}
			if !knew && c.seemsElastic(op) {
				continue // a read of an elastic table may miss the last write
			}
		}
		next, outcome, err := compareRow(op, row, mine)
		if outcome != "" || err != nil {
			return Result{Outcome: outcome, Status: row.status, RequestID: row.requestID}, err
		}
		a, err := c.send(ctx, c.as, conditionalRequest(next, row))
		if err == nil {
			return Result{Outcome: Done, Status: a.status, RequestID: a.requestID}, nil
		}
		e, ok := errors.AsType[*Error](err)
		if !ok || e.Op != string(op.Kind) {
			return Result{}, err
		}
		doubted, before = nil, row
		switch {
		case op.Kind != operation.Update && row.found && e.saysAbsent():
			// Either the row is gone, or the user to act for or a row that the data names
			// does not exist.
			doubted = e
		case !row.found && errorcode.Number(e.Code) == errorcode.DuplicateKey:
			// Either another writer made the row meanwhile, by its alternate key, or
			// another row has one of its keys.
			doubted = e
		case op.HasETags && op.Sequence == nil && errorcode.Number(e.Code) == errorcode.NoETags:
			op.HasETags = false // the definition has changed since it was read
			continue
		}
		if doubted != nil || e.saysChanged() {
			if race < maxRaces {
				continue // the next read shows the present row, which may be gone
			}
			e.class = operation.Unavailable // other writers changed the row again and again
		}
		return Result{Status: e.Status, RequestID: e.RequestID}, err
	}
}

// versioned is the part of a row that a conditional change needs.
type versioned struct {
	found     bool
	etag      string
	columns   map[string]json.RawMessage
	status    int // the status of the response to the read
	requestID string
	absence   *Error // the refusal if the row was not found
}

// longestSelect limits the characters of the columns in a URL. The URL of a request may have
// 32,768 characters.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors
const longestSelect = 16_000

// readRequest returns the request for the columns that a conditional change compares, for
// errors, and the columns.
func readRequest(op operation.Operation) (r webapi.Request, columns string) {
	what := "row"
	var all []string
	var header http.Header
	if op.Sequence != nil {
		what = "row's " + op.Sequence.Column
		all = append(all, operation.Escape(op.Sequence.Column))
	}
	if op.SkipUnchanged {
		for _, f := range op.Fields {
			property := operation.Escape(values.Property(f))
			if !f.IsUnreadable && !slices.Contains(all, property) { // a lookup that is cleared may have several members
				all = append(all, property)
			}
			if f.Target != "" {
				header = http.Header{"Prefer": {`odata.include-annotations="` + values.TargetAnnotation + `"`}}
			}
		}
	}
	if columns = strings.Join(all, ","); len(columns) > longestSelect {
		columns = "" // the whole row
	} else if len(all) > 0 {
		columns = "$select=" + columns
	}
	return webapi.Request{Op: "read the " + what, Method: http.MethodGet, Path: op.EntitySet + "(" + op.Row.String() + ")", Header: header}, columns
}

func (c *catalog) readVersion(ctx context.Context, op operation.Operation) (versioned, error) {
	read, columns := readRequest(op)
	a, err := c.readAt(ctx, op, read, columns)
	if e, ok := errors.AsType[*Error](err); ok && e.saysAbsent() && keyHint(op) == "" {
		return versioned{status: e.Status, requestID: e.RequestID, absence: e}, nil
	}
	if err != nil {
		return versioned{}, err
	}
	row, ok := versionedIn(a.body)
	if !ok {
		return versioned{}, unexpectedBody(read, a, "the response is not a row")
	}
	row.status, row.requestID = a.status, a.requestID
	return row, nil
}

// versionedIn returns the row in a body; ok is false if the body is no row.
func versionedIn(body []byte) (row versioned, ok bool) {
	row.found = true
	ok = json.Unmarshal(body, &row.columns) == nil && json.Unmarshal(row.columns["@odata.etag"], &row.etag) == nil && operation.IsETag(row.etag)
	return row, ok
}

// compareRow decides about a change by the row that was read: an outcome if there is nothing
// to write, an empty outcome and the change that is left if there is.
func compareRow(op operation.Operation, row versioned, mine operation.Version) (left operation.Operation, outcome Outcome, err error) {
	if outcome, err = compareVersions(op, row, mine); outcome != "" || err != nil || !row.found || op.Fields == nil {
		return op, outcome, err
	}
	op = withoutUnchanged(op, row)
	if len(op.Fields) == 0 && op.Sequence == nil {
		return op, Unchanged, nil
	}
	return op, "", nil
}

// compareVersions decides about a change by the row that was read. It returns an outcome if
// there is nothing to write, and an empty outcome otherwise.
func compareVersions(op operation.Operation, row versioned, mine operation.Version) (Outcome, error) {
	switch {
	case !row.found && op.Kind == operation.Delete:
		return Absent, nil
	case !row.found && op.Kind == operation.Update:
		return "", &Error{
			Op: string(op.Kind), Method: http.MethodGet, Path: op.EntitySet + "(" + op.Row.String() + ")",
			Status: row.status, RequestID: row.requestID, Message: "the row to update is not there", finding: "sequence-row",
		}
	case !row.found, op.Sequence == nil:
		return "", nil
	}
	value := row.columns[op.Sequence.Column]
	if len(value) == 0 || string(value) == "null" {
		return "", nil
	}
	theirs, err := operation.ParseVersion(value)
	if err != nil {
		return "", rejection(op, "sequence: column "+op.Sequence.Column+" holds what does not order changes")
	}
	order, err := mine.Compare(theirs)
	if err != nil {
		return "", rejection(op, "sequence: "+err.Error()+": column "+op.Sequence.Column+" is of the other kind")
	}
	if order <= 0 {
		return Stale, nil
	}
	return "", nil
}

// conditionalRequest returns the request of a change that succeeds only if the row is as it
// was read. In a table without optimistic concurrency, it succeeds if the row is there.
func conditionalRequest(op operation.Operation, row versioned) func(webapi.Root) webapi.Request {
	return func(root webapi.Root) webapi.Request {
		r := webapi.NewRequest(op, root)
		r.Header.Del("If-Match")
		switch {
		case !row.found:
			r.Header.Set("If-None-Match", "*")
		case op.Sequence != nil || op.HasETags:
			r.Header.Set("If-Match", row.etag)
		default:
			r.Header.Set("If-Match", "*")
		}
		if op.Sequence != nil && op.Kind != operation.Delete {
			r.Body = operation.WithColumn(op.Data, op.Sequence.Column, op.Sequence.Value)
		}
		return r
	}
}

// saysChanged reports whether a refusal says that the row changed since it was read: by
// its code, or by a 412 with an unknown code.
func (e *Error) saysChanged() bool {
	switch errorcode.Number(e.Code) {
	case errorcode.OtherVersion:
		return true
	case errorcode.DuplicateRecord:
		return e.Status == http.StatusPreconditionFailed
	}
	if e.saysExists() {
		return true
	}
	_, known := errorcode.ClassOf(e.Code)
	return e.Status == http.StatusPreconditionFailed && !known && !e.foreign
}

// rejection is the error of a message that cannot be carried out, for a reason that the
// client found.
func rejection(op operation.Operation, message string) *Error {
	r := requestForError(op)
	return &Error{Op: r.Op, Method: r.Method, Path: r.Path, Message: message, finding: "sequence"}
}

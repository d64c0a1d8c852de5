package dynamics

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sns-dynamics/internal/dynamics/throttle"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/errorcode"
)

// refusal completes the error of a response with a status other than 2xx, to a request
// or to a part of a batch. If one part made Dataverse refuse a whole batch, the error is
// about that part.
func (s *sender) refusal(e *Error, p webapi.Response) *Error {
	e.Status = p.Status
	e.RetryAfter = throttle.ParseRetryAfter(p.Header, s.now())
	e.RequestID = webapi.RequestID(p.Header)
	if parts, err := webapi.ReadBatch(p.Header, p.Body); err == nil && len(parts) > 0 {
		p = parts[len(parts)-1]
		e.contentID = p.ContentID
		e.RetryAfter = max(e.RetryAfter, throttle.ParseRetryAfter(p.Header, s.now()))
		e.RequestID = cmp.Or(e.RequestID, webapi.RequestID(p.Header))
	}
	e.Code, e.Message, e.documented = webapi.ParseErrorBody(p.Header.Get("Content-Type"), p.Body)
	if e.isBare() {
		e.Code = strconv.Itoa(e.Status) // the same text for all forms of the code
	}
	e.rows = webapi.ParseRowReport(p.Body)
	e.cause = errorcode.FindCause(e.Code, e.Status, e.Message)
	return e
}

// partError returns the error of one part of a batch by its response; nil if the part
// succeeded.
func (s *sender) partError(p webapi.Response, r webapi.Request, as webapi.UserHeader, a response) *Error {
	if p.Status >= 200 && p.Status <= 299 {
		return nil
	}
	// The part may have few headers. The headers of the whole response are Dataverse's.
	e := &Error{Op: r.Op, Method: r.Method, Path: r.Path, Impersonated: as.Name != "", sent: true, foreign: p.IsPage()}
	e = s.refusal(e, p)
	e.withhold(a.token)
	return e
}

// saysConflict reports whether Dataverse found the row to create, or another row that
// prevents it. Codes come with different statuses: duplicates that a rule found come
// with 412 and with 500.
func (e *Error) saysConflict() bool {
	switch errorcode.Number(e.Code) {
	case errorcode.DuplicateRecord, errorcode.DuplicateKey, errorcode.DuplicatesFound:
		return true
	}
	return e.Status == http.StatusPreconditionFailed && !e.foreign || e.saysExists()
}

// saysDuplicate reports whether Dataverse found a row with the id, or with one of the
// alternate keys, of the row to create.
func (e *Error) saysDuplicate() bool {
	code := errorcode.Number(e.Code)
	return code == errorcode.DuplicateRecord || code == errorcode.DuplicateKey || e.saysExists()
}

// saysAbsent reports whether Dataverse did not find a row. A 404 from another server
// says nothing about rows. A 404 for a table or a navigation property that does not
// exist is a mistake in the message. Elastic tables repeat the status in place of a
// code.
func (e *Error) saysAbsent() bool {
	if e.Status != http.StatusNotFound || e.foreign {
		return false
	}
	switch errorcode.Number(e.Code) {
	case errorcode.NoSuchRow, errorcode.NoSuchKey, errorcode.NoVirtualRow:
		return true
	}
	return (e.Code == "" || e.isBare()) && e.documented && !strings.HasPrefix(e.Message, "Resource not found for the segment")
}

// isAboutUser reports whether the row that Dataverse did not find is a user. Only the message
// shows it, because a missing row of any table has the same status and code.
func (e *Error) isAboutUser() bool {
	return strings.HasPrefix(strings.ToLower(e.Message), "systemuser")
}

// noAnswer reports whether the request may have been carried out although no response says
// so. It was sent, and one of three things happened: no response came, a proxy responded
// for a server that did not respond, or the server itself does not know the outcome. The
// refusal of a part of a change set says that the whole change set was undone.
func (e *Error) noAnswer() bool {
	if e.undone {
		return false
	}
	switch e.Status {
	case 0:
		return e.sent
	case http.StatusRequestTimeout, http.StatusBadGateway, http.StatusGatewayTimeout:
		return true
	case http.StatusNotImplemented, http.StatusServiceUnavailable, http.StatusHTTPVersionNotSupported:
		return false
	}
	return e.Status >= 500 && !errorcode.IsOfDataverse(e.Code)
}

// mayHaveRun reports whether an action may have been carried out. A 5xx status from
// something in front of Dataverse, even 503, may mean that it stopped waiting for
// Dataverse. Only Dataverse itself can say that nothing ran.
func (e *Error) mayHaveRun() bool {
	return e.noAnswer() || e.foreign && e.Status >= 500 && !e.undone
}

// isUnauthorized reports whether Dataverse refused the token.
func isUnauthorized(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.fromEntra {
		return false
	}
	switch errorcode.Number(e.Code) {
	case errorcode.TicketExpired, errorcode.TokenExpired:
		return true
	}
	return e.Status == http.StatusUnauthorized
}

// held is the error of a request that was not sent, because the service had asked for a
// wait.
func held(r webapi.Request, left time.Duration) *Error {
	return &Error{Op: r.Op, Method: r.Method, Path: r.Path, RetryAfter: left, Err: throttle.ErrHeld}
}

// tooLate is the error of a request that was not sent, because its turn comes too late for
// the deadline.
func tooLate(r webapi.Request, turn time.Duration) *Error {
	return &Error{Op: r.Op, Method: r.Method, Path: r.Path, RetryAfter: turn, Err: throttle.ErrTooLate}
}

func notStarted(r webapi.Request) *Error {
	return &Error{Op: r.Op, Method: r.Method, Path: r.Path, Err: errors.New("not begun: the time is nearly over")}
}

// unexpectedBody returns the error for a successful response with an unexpected body.
func unexpectedBody(r webapi.Request, a response, text string) *Error {
	return &Error{Op: r.Op, Method: r.Method, Path: r.Path, RequestID: a.requestID, Err: errors.New(text)}
}

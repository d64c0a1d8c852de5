package dynamics

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/errorcode"
	"sns-dynamics/internal/operation"
)

// ofOwnRequest marks the error of a request that the client needs to decide about a
// message. If the application user may not send it, the set-up is wrong and not the
// message.
func ofOwnRequest(err error) error {
	shared, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	e := *shared // all operations that waited for a sign-in share its error
	isOfDataverse := !e.fromEntra && !e.foreign && !e.truncated && e.finding == ""
	if isOfDataverse && e.Status == http.StatusForbidden && ClassOf(&e) != operation.Unavailable {
		e.class = operation.Misconfigured
	}
	return &e
}

// isLike reports whether two refusals of one operation say the same.
func (e *Error) isLike(other *Error) bool {
	return e.Status == other.Status && e.Code == other.Code && e.Part == other.Part
}

// attributeRefusal finds out whether a refusal is about the application user or about
// the user to act for: Dataverse returns the same code for both. It compares the id in
// the message with the application user, and calls WhoAmI as the application user. If
// that fails too, the set-up is wrong. The error is nil if the application user is able
// to work.
func (c *Client) attributeRefusal(ctx context.Context, refusal *Error) error {
	me, err := c.requestWhoAmI(ctx)
	switch {
	case err != nil && ClassOf(err) != operation.Rejected:
		return err
	case err == nil && strings.Contains(strings.ToLower(refusal.Message), strings.ToLower(me)):
		refusal.class = operation.Misconfigured
		return refusal
	}
	return nil
}

// requestWhoAmI returns the id of the application user. Dataverse refuses the request if
// the application user is disabled or has no role.
func (s *sender) requestWhoAmI(ctx context.Context) (id string, err error) {
	r := webapi.Request{Op: "ask who the application user is", Method: http.MethodGet, Path: "WhoAmI()"}
	a, err := s.send(ctx, webapi.UserHeader{}, func(root webapi.Root) webapi.Request {
		r.URL = root.String() + r.Path
		return r
	})
	if err != nil {
		return "", err
	}
	var me struct{ UserID string }
	if json.Unmarshal(a.body, &me) != nil || !operation.IsGUID(me.UserID) {
		return "", &Error{Op: r.Op, Method: r.Method, Path: r.Path, RequestID: a.requestID, Err: errNoUser}
	}
	return me.UserID, nil
}

// isAboutKey reports whether Dataverse refused a request for the row of an operation in
// the way in which it refuses a key that it cannot read. Some of these refusals come
// from IIS in front of Dataverse, as a page.
func isAboutKey(op operation.Operation, e *Error) bool {
	if keyHint(op) == "" || e.fromEntra || e.truncated || e.Method == "" || e.Part != "" || op.Kind == operation.Batch {
		return false
	}
	if e.Op != string(op.Kind) && !strings.HasPrefix(e.Op, "read the row") {
		return false
	}
	return e.saysKeyUnread(op.EntitySet)
}

// saysKeyUnread reports whether a refusal can be the refusal of a key that Dataverse
// cannot read, in the address of a row of an entity set.
func (e *Error) saysKeyUnread(entitySet string) bool {
	switch e.Status {
	case http.StatusNotFound:
		isOfSet := strings.Contains(e.Message, "'"+entitySet+"'") // the refusal is about the entity set, and not about a key
		return e.foreign || e.Code == "" || errorcode.IsOneOf(e.Code, errorcode.NoSuchKey) || errorcode.IsOneOf(e.Code, errorcode.NoResource) && !isOfSet
	case http.StatusBadRequest:
		isSyntax := strings.Contains(strings.ToLower(e.Message), "query syntax")
		return e.foreign || errorcode.Number(e.Code) == 0 && e.cause.Means == "" || errorcode.IsOneOf(e.Code, errorcode.NoResource, errorcode.BadRequest) && isSyntax
	}
	return false
}

// confirmKey decides about the refusal of a key with a character that Dataverse cannot
// read. The message is wrong, unless only something in front of Dataverse refused the
// request and Dataverse cannot be reached: at a dead address no row is found.
func (c *Client) confirmKey(ctx context.Context, op operation.Operation, e *Error) error {
	if e.foreign {
		if _, err := c.requestWhoAmI(ctx); err != nil && ClassOf(err) != operation.Rejected {
			return err
		}
	}
	e.Hint, e.finding = keyHint(op), "key"
	return e
}

// attributeToKey names the key of an operation of a batch as the reason of its refusal,
// if Dataverse cannot read the key.
func attributeToKey(op operation.Operation, e *Error) {
	if hint := keyHint(op); hint != "" && e.saysKeyUnread(op.EntitySet) {
		e.Hint, e.finding = hint, "key"
	}
}

package dynamics

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

// maxRefusals is how often an operation is refused within one try, each time in
// another way, before it is left to a later one.
const maxRefusals = 4

// runUntilItStands runs an operation for a caller. A refusal whose meaning a question
// asked afterwards decides is not taken at its word: what it speaks of may have been
// mended, made or removed between the two. It stands when the operation, sent once
// more, is refused alike.
func (c *Client) runUntilItStands(ctx context.Context, op Operation, as caller) (Result, error) {
	var before *Error
	for refusals := 1; ; refusals++ {
		result, err := c.runAs(ctx, op, as)
		e, ok := errors.AsType[*Error](err)
		switch {
		case !ok:
			return result, err
		case op.isAboutKey(e):
			return result, c.settleKey(ctx, op, e)
		case op.isRefusal(e) && e.saysOfCaller():
			if err := c.aboutWhom(ctx, e); err != nil {
				return result, err
			}
			e.doubted = true
		}
		switch {
		case !e.doubted, before != nil && e.isLike(before):
			return result, err
		case op.MayDouble() && !IsTimeFor(ctx):
			return result, notBegun(op)
		case refusals == maxRefusals:
			e.raced = true
			return result, err
		}
		before = e
	}
}

// ofQuestion marks the error of a question that decides about a message: that the
// application user may not ask it is the set-up's to mend.
func ofQuestion(err error) error {
	shared, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	e := *shared // the error of a sign-in is that of all who waited for it
	e.ofQuestion = true
	return &e
}

// isLike reports whether two refusals of one operation say the same.
func (e *Error) isLike(other *Error) bool {
	return e.Status == other.Status && e.Code == other.Code && e.Part == other.Part
}

// aboutWhom finds out of whom a refusal speaks: Dataverse says of the application
// user, with the same code, what it says of the user acted for. What it says of the
// application user is the set-up's to mend, and no fault of the message: it is told
// by the id in Dataverse's words, or by the refusal of a question of its own. The
// error is nil where the application user is well, as far as can be told.
func (c *Client) aboutWhom(ctx context.Context, refusal *Error) error {
	me, err := c.askWhoAmI(ctx)
	switch {
	case err != nil && ClassOf(err) != Rejected:
		return err
	case err == nil && strings.Contains(strings.ToLower(refusal.Message), strings.ToLower(me)):
		refusal.ofApplication = true
		return refusal
	}
	return nil
}

// askWhoAmI asks for the id of the application user, who has to be well to hear it.
func (c *Client) askWhoAmI(ctx context.Context) (id string, err error) {
	r := request{op: "ask who the application user is", method: http.MethodGet, path: "WhoAmI()"}
	a, err := c.send(ctx, caller{}, func(root Root) request {
		r.url = root.String() + r.path
		return r
	})
	if err != nil {
		return "", err
	}
	var me struct{ UserID string }
	if json.Unmarshal(a.body, &me) != nil || !IsGUID(me.UserID) {
		return "", &Error{Op: r.op, Method: r.method, Path: r.path, RequestID: a.requestID, Err: errNoUser}
	}
	return me.UserID, nil
}

// isAboutKey reports whether a request for the operation's row was refused in a way
// in which Dataverse refuses a key that it cannot read. Some such refusals never
// come to Dataverse: IIS in front of it answers with a page.
func (op Operation) isAboutKey(e *Error) bool {
	if op.keyHint() == "" || e.fromEntra || e.brokenOff || e.Method == "" || e.Part != "" || op.Kind == Batch {
		return false
	}
	if e.Op != string(op.Kind) && !strings.HasPrefix(e.Op, "read the row") {
		return false
	}
	return e.saysKeyUnread(op.EntitySet)
}

// saysKeyUnread reports whether a refusal can be that of a key which Dataverse
// cannot read, in the address of a row of an entity set.
func (e *Error) saysKeyUnread(entitySet string) bool {
	switch e.Status {
	case http.StatusNotFound:
		isOfSet := strings.Contains(e.Message, "'"+entitySet+"'") // of its name, and no key
		return e.foreign || e.Code == "" || isOneOf(e.Code, codeNoSuchKey) || isOneOf(e.Code, codeNoResource) && !isOfSet
	case http.StatusBadRequest:
		isSyntax := strings.Contains(strings.ToLower(e.Message), "query syntax")
		return e.foreign || codeNumber(e.Code) == 0 && e.cause.Means == "" || isOneOf(e.Code, codeNoResource, codeBadRequest) && isSyntax
	}
	return false
}

// settleKey decides what the refusal of a key with a character that Dataverse cannot
// read means. It is the message's, unless nobody but something in front of Dataverse
// said so, and Dataverse is not to be reached at all: at a dead address every row is
// not found.
func (c *Client) settleKey(ctx context.Context, op Operation, e *Error) error {
	if e.foreign {
		if _, err := c.askWhoAmI(ctx); err != nil && ClassOf(err) != Rejected {
			return err
		}
	}
	e.Hint, e.finding = op.keyHint(), "key"
	return e
}

// doubtKey names the key of an operation of a batch as the reason of its refusal,
// where Dataverse cannot read it.
func (op Operation) doubtKey(e *Error) {
	if hint := op.keyHint(); hint != "" && e.saysKeyUnread(op.EntitySet) {
		e.Hint, e.finding = hint, "key"
	}
}

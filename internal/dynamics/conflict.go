package dynamics

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"time"
)

// clockSkew is how far the clocks of SNS and Dataverse may be apart. createdon has
// whole seconds as well.
const clockSkew = 5 * time.Minute

// isOurs reports whether a row whose id or key the publisher chose can have been made
// by an earlier delivery of the message: not before it was published, and by the
// application user, for itself or on behalf of a user. Where the row does not say, it
// can. Without a publish time only who made it counts.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/impersonate-another-user-web-api
func (c *Client) isOurs(ctx context.Context, op Operation, body []byte) (bool, error) {
	var row struct {
		Created    string `json:"createdon"`
		Overridden string `json:"overriddencreatedon"`
		By         string `json:"_createdby_value"`
		Behalf     string `json:"_createdonbehalfby_value"`
	}
	if json.Unmarshal(body, &row) != nil || row.By == "" && row.Behalf == "" {
		return true, nil
	}
	if !op.Published.IsZero() {
		created, err := time.Parse(time.RFC3339Nano, row.Created)
		if err != nil {
			return true, nil
		}
		// With createdon overridden, when the row was made stands there.
		if at, err := time.Parse(time.RFC3339Nano, row.Overridden); err == nil && at.After(created) {
			created = at
		}
		if created.Before(op.Published.Add(-clockSkew)) {
			return false, nil
		}
	}
	me, err := c.whoAmI(ctx)
	if err != nil {
		return false, err
	}
	isMine := func(me string) bool { return strings.EqualFold(row.By, me) || strings.EqualFold(row.Behalf, me) }
	if isMine(me) {
		return true, nil
	}
	// The application user may have been made anew since it was asked.
	if me, err = c.whoAmISince(ctx, c.now().Add(-selfLife)); err != nil {
		return false, err
	}
	return isMine(me), nil
}

// selfLife is how long nobody doubts who the application user is.
const selfLife = 30 * time.Second

// confirmOurs decides about a create whose row is there: an earlier delivery made it,
// or somebody else did, and then the data of the message is nowhere.
func (c *Client) confirmOurs(ctx context.Context, op Operation, row []byte, conflict *Error) (Outcome, error) {
	ours, err := c.isOurs(ctx, op, row)
	switch {
	case err != nil:
		return "", err
	case ours:
		return Exists, nil
	}
	conflict.finding, conflict.doubted = findingConflict, true // the row may be gone since
	conflict.Hint = "the row is there, and no delivery of this message made it"
	return "", conflict
}

// findingConflict is the word for a create whose row somebody else made.
const findingConflict = "conflict"

// findingRefused is the word for a refusal of what no message has a say in.
const findingRefused = "refused"

// self keeps who the application user is, and when it said so, for each application
// that signed in.
type self struct {
	mu    sync.Mutex
	users map[string]selfUser
}

type selfUser struct {
	id string
	at time.Time
}

// whoAmI is the id of the application user, asked for once.
func (c *Client) whoAmI(ctx context.Context) (string, error) { return c.whoAmISince(ctx, time.Time{}) }

// whoAmISince is whoAmI, asked for again where the last response is older.
func (c *Client) whoAmISince(ctx context.Context, since time.Time) (string, error) {
	g, err := c.session.grant(ctx)
	if err != nil {
		return "", err
	}
	c.self.mu.Lock()
	kept := c.self.users[g.application]
	c.self.mu.Unlock()
	if kept.id != "" && !kept.at.Before(since) {
		return kept.id, nil
	}
	id, err := c.askWhoAmI(ctx)
	if e, ok := errors.AsType[*Error](err); ok && e.Status != 0 && ClassOf(e) == Rejected {
		// Nothing of the message is in the request.
		e.finding = findingRefused
	}
	if err != nil {
		return "", err
	}
	c.self.mu.Lock()
	defer c.self.mu.Unlock()
	if c.self.users == nil {
		c.self.users = map[string]selfUser{}
	}
	c.self.users[g.application] = selfUser{id, c.now()}
	return id, nil
}

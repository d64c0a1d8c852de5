package dynamics

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"time"

	"sns-dynamics/internal/operation"
)

// clockSkew is the limit of the difference between the clocks of SNS and Dataverse.
// createdon has whole seconds only.
const clockSkew = 5 * time.Minute

// isOurs reports whether an earlier delivery of the message can have made a row whose id
// or key the publisher chose. It can if the row was not made before the message was
// published, and the application user made it, for itself or on behalf of a user. If the
// row does not say who made it and when, isOurs returns true. Without a publish time
// only the maker of the row counts. The error is the error of the request for the
// application user.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/impersonate-another-user-web-api
func (c *Client) isOurs(ctx context.Context, op operation.Operation, body []byte) (bool, error) {
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
		// If createdon was overridden, this column has the time at which the row was made.
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
	// The application user may be a new one since the cached response.
	if me, err = c.whoAmISince(ctx, c.now().Add(-selfLife)); err != nil {
		return false, err
	}
	return isMine(me), nil
}

// selfLife is the time for which the client trusts a cached response to WhoAmI.
const selfLife = 30 * time.Second

// confirmOurs decides about a create whose row exists: an earlier delivery made the row,
// or another writer did. In the second case the data of the message is not in the row,
// and the create is a conflict.
func (c *Client) confirmOurs(ctx context.Context, op operation.Operation, row []byte, conflict *Error) (Outcome, error) {
	ours, err := c.isOurs(ctx, op, row)
	switch {
	case err != nil:
		return "", err
	case ours:
		return Exists, nil
	}
	conflict.finding, conflict.unconfirmed = findingConflict, true // the row may be gone now
	conflict.Hint = "the row is there, and no delivery of this message made it"
	return "", conflict
}

// findingConflict is the word for a create whose row another writer made.
const findingConflict = "conflict"

// findingRefused is the code for a refusal that no content of a message can cause.
const findingRefused = "refused"

// self caches the id of the application user and the time of the response, for each
// application that signed in.
type self struct {
	mu    sync.Mutex
	users map[string]selfUser
}

type selfUser struct {
	id string
	at time.Time
}

// whoAmI returns the id of the application user. It sends a request only once.
func (c *Client) whoAmI(ctx context.Context) (string, error) { return c.whoAmISince(ctx, time.Time{}) }

// whoAmISince is whoAmI, but sends a request again if the last response is older than
// since.
func (c *Client) whoAmISince(ctx context.Context, since time.Time) (string, error) {
	g, err := c.signIn(ctx)
	if err != nil {
		return "", err
	}
	c.self.mu.Lock()
	kept := c.self.users[g.Application]
	c.self.mu.Unlock()
	if kept.id != "" && !kept.at.Before(since) {
		return kept.id, nil
	}
	id, err := c.requestWhoAmI(ctx)
	if e, ok := errors.AsType[*Error](err); ok && e.Status != 0 && ClassOf(e) == operation.Rejected {
		// The request contains nothing of the message.
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
	c.self.users[g.Application] = selfUser{id, c.now()}
	return id, nil
}

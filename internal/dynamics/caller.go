package dynamics

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	// userLife is how long a user found by email is kept.
	userLife = time.Hour
	// maxUsers bounds what a container that lives for days keeps.
	maxUsers = 10_000
)

// caller is the header by which a request acts for a user; the zero value acts
// as the application user.
type caller struct{ header, id string }

// caller finds the header for an impersonation. An id is sent in the header of
// its own kind: Dataverse takes one kind in the other's header for an unknown
// user.
//
// kept says that the user was found by email before, and may not be the one any
// more.
func (c *Client) caller(ctx context.Context, as Impersonation) (found caller, kept bool, err error) {
	switch {
	case as.SystemUserID != "":
		return caller{"MSCRMCallerID", as.SystemUserID}, false, nil
	case as.ObjectID != "":
		return caller{"CallerObjectId", as.ObjectID}, false, nil
	case as.Email != "":
		id, kept, err := c.userByEmail(ctx, as.Email)
		return caller{"MSCRMCallerID", id}, kept, err
	}
	return caller{}, false, nil
}

var errNoUser = errors.New("the answer is not a user")

// users keeps the ids of users found by email.
type users struct {
	mu    sync.Mutex
	found map[string]user
}

type user struct {
	id    string
	found moment
}

// userByEmail returns the systemuserid of the one enabled user with that
// primary email address. The look-up is the application user's own: the user
// it is for may not be allowed to read users, and is not known yet.
func (c *Client) userByEmail(ctx context.Context, email string) (id string, kept bool, err error) {
	if id, ok := c.users.get(email, c.now()); ok {
		return id, true, nil
	}
	r := request{op: "look up user by email", method: http.MethodGet, path: "systemusers"}
	a, err := c.send(ctx, caller{}, func(root Root) request {
		filter := "internalemailaddress eq '" + strings.ReplaceAll(email, "'", "''") + "' and isdisabled eq false"
		r.url = root.String() + "systemusers?$select=systemuserid&$filter=" + escape(filter)
		return r
	})
	if err != nil {
		return "", false, ofQuestion(err)
	}
	var found struct {
		Value []struct {
			ID string `json:"systemuserid"`
		} `json:"value"`
	}
	e := &Error{Op: r.op, Method: r.method, Path: r.path, RequestID: a.requestID}
	if err := json.Unmarshal(a.body, &found); err != nil || found.Value == nil {
		e.Err = errors.New("the answer is not a list of users")
		return "", false, e
	}
	if n := len(found.Value); n != 1 {
		e.finding = "email"
		e.Message = fmt.Sprintf("found %d enabled users with the email address of /impersonate/email, expected exactly one", n)
		return "", false, e
	}
	id = found.Value[0].ID
	if !IsGUID(id) {
		e.Err = errors.New("the answer holds no systemuserid")
		return "", false, e
	}
	c.users.put(email, user{id, at(c.now())})
	return id, false, nil
}

func (u *users) get(email string, now time.Time) (id string, ok bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	found, ok := u.found[email]
	return found.id, ok && found.found.since(now) < userLife
}

// forget drops a user, for the next operation to look up anew.
func (u *users) forget(email string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.found, email)
}

func (u *users) put(email string, found user) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.found == nil || len(u.found) >= maxUsers {
		u.found = map[string]user{}
	}
	u.found[email] = found
}

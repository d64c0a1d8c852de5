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

	"sns-dynamics/internal/dynamics/clock"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/operation"
)

const (
	// userLife is the time for which the client keeps a user found by email.
	userLife = time.Hour
	// maxUsers limits the users that a container keeps, because it may live for days.
	maxUsers = 10_000
)

// userHeader returns the header that acts for a user. Each kind of id has its own
// header: Dataverse reports an unknown user if an id comes in the header of the other
// kind.
//
// kept says that the id of the email address comes from the cache, and may belong to
// another user by now.
func (c *Client) userHeader(ctx context.Context, as operation.Impersonation) (found webapi.UserHeader, kept bool, err error) {
	switch {
	case as.SystemUserID != "":
		return webapi.UserHeader{Name: "MSCRMCallerID", Value: as.SystemUserID}, false, nil
	case as.ObjectID != "":
		return webapi.UserHeader{Name: "CallerObjectId", Value: as.ObjectID}, false, nil
	case as.Email != "":
		id, kept, err := c.userByEmail(ctx, as.Email)
		return webapi.UserHeader{Name: "MSCRMCallerID", Value: id}, kept, err
	}
	return webapi.UserHeader{}, false, nil
}

var errNoUser = errors.New("the response is not a user")

// users caches the ids of users that were found by email.
type users struct {
	mu    sync.Mutex
	found map[string]user
}

type user struct {
	id    string
	found clock.Moment
}

// userByEmail returns the systemuserid of the only enabled user with a primary email
// address. The application user sends the request: the user to act for is not known yet,
// and may not be allowed to read users.
func (c *Client) userByEmail(ctx context.Context, email string) (id string, kept bool, err error) {
	if id, ok := c.users.get(email, c.now()); ok {
		return id, true, nil
	}
	r := webapi.Request{Op: "look up user by email", Method: http.MethodGet, Path: "systemusers"}
	a, err := c.send(ctx, webapi.UserHeader{}, func(root webapi.Root) webapi.Request {
		filter := "internalemailaddress eq '" + strings.ReplaceAll(email, "'", "''") + "' and isdisabled eq false"
		r.URL = root.String() + "systemusers?$select=systemuserid&$filter=" + operation.Escape(filter)
		return r
	})
	if err != nil {
		return "", false, ofOwnRequest(err)
	}
	var found struct {
		Value []struct {
			ID string `json:"systemuserid"`
		} `json:"value"`
	}
	e := &Error{Op: r.Op, Method: r.Method, Path: r.Path, RequestID: a.requestID}
	if err := json.Unmarshal(a.body, &found); err != nil || found.Value == nil {
		e.Err = errors.New("the response is not a list of users")
		return "", false, e
	}
	if n := len(found.Value); n != 1 {
		e.finding = "email"
		e.Message = fmt.Sprintf("found %d enabled users with the email address of /impersonate/email, expected exactly one", n)
		return "", false, e
	}
	id = found.Value[0].ID
	if !operation.IsGUID(id) {
		e.Err = errors.New("the response has no systemuserid")
		return "", false, e
	}
	c.users.put(email, user{id, clock.At(c.now())})
	return id, false, nil
}

func (u *users) get(email string, now time.Time) (id string, ok bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	found, ok := u.found[email]
	return found.id, ok && found.found.Since(now) < userLife
}

// forget removes a user from the cache.
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

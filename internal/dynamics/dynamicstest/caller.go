package dynamicstest

import (
	"net/http"
	"strings"
)

// principal is a user with the privileges of the user's roles.
type principal struct {
	row        *row
	roles      int
	privileges map[string]bool // by name
}

// identify finds out on whose behalf the request runs: the application user of
// the application that signed in, or whom MSCRMCallerID, the legacy header, or
// CallerObjectId names.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/impersonate-another-user-web-api
func (c *call) identify() error {
	users := c.schema.byName["systemuser"]
	var err error
	c.app, err = c.principals.find(c.store, c.clientID, func() (*principal, error) {
		app := c.userWhere(users, "applicationid", c.clientID)
		if app == nil {
			return nil, refuse(http.StatusForbidden, "0x80072560", "The user is not a member of the organization.")
		}
		return c.principal(app)
	})
	if err != nil {
		return err
	}
	c.user = c.app
	callerID, objectID := c.header.Get("MSCRMCallerID"), c.header.Get("CallerObjectId")
	name, id := "MSCRMCallerID", callerID
	switch {
	case callerID == "" && objectID == "":
		return nil
	case callerID != "" && objectID != "":
		return notKnown("a request with both MSCRMCallerID and CallerObjectId")
	case objectID != "":
		name, id = "CallerObjectId", objectID
	}
	if !c.app.privileges["prvActOnBehalfOfAnotherUser"] {
		return refuse(http.StatusForbidden, "0x8004A110", "User does not have the privilege to act on behalf another user.")
	}
	guid, ok := parseGUID(id)
	if !ok {
		return refuse(http.StatusBadRequest, "0x80040203", "The value '%s' of the header %s is not a GUID.", id, name)
	}
	c.user, err = c.principals.find(c.store, name+guid, func() (*principal, error) {
		user := c.store.find(users, guid)
		if objectID != "" {
			user = c.userWhere(users, "azureactivedirectoryobjectid", guid)
		}
		if user == nil {
			return nil, noSuchRow(users, guid)
		}
		return c.principal(user)
	})
	return err
}

// principals keeps what was found out about callers for as long as no user,
// role or privilege changes.
type principals struct {
	security int64 // of the store they are of
	byCaller map[string]*principal
}

func (ps *principals) find(st *store, caller string, look func() (*principal, error)) (*principal, error) {
	if ps.security != st.security || ps.byCaller == nil {
		ps.security, ps.byCaller = st.security, map[string]*principal{}
	}
	if p := ps.byCaller[caller]; p != nil {
		return p, nil
	}
	p, err := look()
	if err == nil {
		ps.byCaller[caller] = p
	}
	return p, err
}

func (c *call) userWhere(users *table, column, value string) *row {
	for _, r := range c.store.list(users) {
		if strings.EqualFold(r.text(column), value) {
			return r
		}
	}
	return nil
}

// principal refuses a user who cannot act at all.
func (c *call) principal(user *row) (*principal, error) {
	if user.cells["isdisabled"] == true {
		return nil, refuse(http.StatusForbidden, "0x80040225", "The specified user is either disabled or is not a member of any business unit. (Id=%s)", user.id)
	}
	roles := c.rolesOf(user)
	p := &principal{row: user, roles: len(roles), privileges: map[string]bool{}}
	for _, g := range c.granted(roles) {
		p.privileges[g.name] = true
	}
	if p.roles == 0 {
		return nil, refuse(http.StatusForbidden, "0x80042f09", "The user has not been assigned any roles. (Id=%s)", user.id)
	}
	return p, nil
}

// impersonating reports whether the application user acts for someone else.
func (c *call) impersonating() bool { return c.user != c.app }

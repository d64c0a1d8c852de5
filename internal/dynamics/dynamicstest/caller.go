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
func (c *call) identify(clientID string) error {
	users := c.schema.byName["systemuser"]
	app := c.userWhere(users, "applicationid", clientID)
	if app == nil {
		return refuse(http.StatusForbidden, "0x80072560", "The user is not a member of the organization.")
	}
	var err error
	if c.app, err = c.principal(app); err != nil {
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
	user := c.store.find(users, guid)
	if objectID != "" {
		user = c.userWhere(users, "azureactivedirectoryobjectid", guid)
	}
	if user == nil {
		return noSuchRow(users, guid)
	}
	c.user, err = c.principal(user)
	return err
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

// Package security decides who makes a request, and which privileges the caller has.
package security

import (
	"net/http"
	"strings"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// principal is a user with the privileges of the user's roles.
type principal struct {
	Row        *store.Row
	roles      int
	privileges map[string]bool // by name
}

// Directory knows the users of the environment and their privileges.
type Directory struct {
	Schema     *schema.Schema
	Store      *store.Store
	principals principals
}

// Identity is the caller of a request.
type Identity struct {
	Directory *Directory
	App       *principal // the application user
	User      *principal // the user that it acts for, or itself
}

// Identify returns the identity of a request: the application user of the application that
// signed in, or the user in MSCRMCallerID, the legacy header, or CallerObjectId. The error
// is an *odata.Error.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/impersonate-another-user-web-api
func (d *Directory) Identify(clientID string, header http.Header) (Identity, error) {
	users := d.Schema.ByName["systemuser"]
	app, err := d.principals.find(d.Store, clientID, func() (*principal, error) {
		app := d.userWhere(users, "applicationid", clientID)
		if app == nil {
			return nil, odata.Refuse(http.StatusForbidden, "0x80072560", "The user is not a member of the organization.")
		}
		return d.principal(app)
	})
	if err != nil {
		return Identity{}, err
	}
	callerID, objectID := header.Get("MSCRMCallerID"), header.Get("CallerObjectId")
	name, id := "MSCRMCallerID", callerID
	switch {
	case callerID == "" && objectID == "":
		return Identity{d, app, app}, nil
	case callerID != "" && objectID != "":
		return Identity{}, odata.NotCovered("a request with both MSCRMCallerID and CallerObjectId")
	case objectID != "":
		name, id = "CallerObjectId", objectID
	}
	if !app.privileges["prvActOnBehalfOfAnotherUser"] {
		return Identity{}, odata.Refuse(http.StatusForbidden, "0x8004A110", "User does not have the privilege to act on behalf another user.")
	}
	guid, ok := guid.Parse(id)
	if !ok {
		return Identity{}, odata.Refuse(http.StatusBadRequest, "0x80040203", "The value '%s' of the header %s is not a GUID.", id, name)
	}
	user, err := d.principals.find(d.Store, name+guid, func() (*principal, error) {
		user := d.Store.Find(users, guid)
		if objectID != "" {
			user = d.userWhere(users, "azureactivedirectoryobjectid", guid)
		}
		if user == nil {
			return nil, schema.NoSuchRow(users, guid)
		}
		return d.principal(user)
	})
	return Identity{d, app, user}, err
}

// IdentityOf is the identity of a user who acts for itself, such as the owner of a system
// job. The error is an *odata.Error.
func (d *Directory) IdentityOf(user *store.Row) (Identity, error) {
	p, err := d.principal(user)
	return Identity{d, p, p}, err
}

// principals keeps the callers with their privileges as long as no user, role or privilege
// changes.
type principals struct {
	security int64 // the version of the store that they belong to
	byCaller map[string]*principal
}

func (ps *principals) find(st *store.Store, caller string, look func() (*principal, error)) (*principal, error) {
	if ps.security != st.Security || ps.byCaller == nil {
		ps.security, ps.byCaller = st.Security, map[string]*principal{}
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

func (d *Directory) userWhere(users *schema.Table, column, value string) *store.Row {
	for _, r := range d.Store.List(users) {
		if strings.EqualFold(r.Text(column), value) {
			return r
		}
	}
	return nil
}

// principal refuses a user who may not act at all.
func (d *Directory) principal(user *store.Row) (*principal, error) {
	if user.Cells["isdisabled"] == true {
		return nil, odata.Refuse(http.StatusForbidden, "0x80040225", "The specified user is either disabled or is not a member of any business unit. (Id=%s)", user.ID)
	}
	roles := d.RolesOf(user)
	p := &principal{Row: user, roles: len(roles), privileges: map[string]bool{}}
	for _, g := range d.Granted(roles) {
		p.privileges[g.Name] = true
	}
	if p.roles == 0 {
		return nil, odata.Refuse(http.StatusForbidden, "0x80042f09", "The user has not been assigned any roles. (Id=%s)", user.ID)
	}
	return p, nil
}

// IsImpersonating reports whether the application user acts for someone else.
func (i Identity) IsImpersonating() bool { return i.User != i.App }

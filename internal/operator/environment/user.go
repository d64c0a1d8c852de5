package environment

import (
	"context"
)

// User is a row of the table systemuser.
type User struct {
	ID             string `json:"userId"`
	FullName       string `json:"fullName"`
	ApplicationID  string `json:"applicationId"`
	BusinessUnitID string `json:"businessUnitId"`
	IsDisabled     bool   `json:"isDisabled"`
	// IsDeleted says that the user was deleted, but not permanently.
	IsDeleted bool `json:"isDeleted"`
	// Roles are the user's security roles. They are nil if the client may not read them,
	// which needs an additional privilege.
	Roles []Role `json:"roles"`
}

// Role is a security role.
type Role struct {
	ID   string `json:"roleId"`
	Name string `json:"name"`
}

type userRow struct {
	SystemUserID   string `json:"systemuserid"`
	FullName       string `json:"fullname"`
	ApplicationID  string `json:"applicationid"`
	BusinessUnitID string `json:"_businessunitid_value"`
	IsDisabled     bool   `json:"isdisabled"`
	DeletedState   int    `json:"deletedstate"`
	Roles          []struct {
		RoleID string `json:"roleid"`
		Name   string `json:"name"`
	} `json:"systemuserroles_association"`
}

const (
	userColumns = "?$select=systemuserid,fullname,applicationid,isdisabled,deletedstate,_businessunitid_value"
	userRoles   = "&$expand=systemuserroles_association($select=roleid,name)"
)

// User reads a user by id.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/systemuser
func (e Environment) User(ctx context.Context, id string) (User, error) {
	var row userRow
	path := "systemusers(" + id + ")" + userColumns
	err := e.read(ctx, "read user", path+userRoles, &row)
	if IsForbidden(err) {
		err = e.read(ctx, "read user", path, &row)
		return row.user(false), err
	}
	return row.user(true), err
}

// ApplicationUsers reads the users of an application by its client id. There is at most one
// user, and possibly another one that was deleted but not permanently.
func (e Environment) ApplicationUsers(ctx context.Context, clientID string) ([]User, error) {
	rows, err := list[userRow](ctx, e, "look up application user",
		"systemusers"+userColumns+userRoles+"&$filter=applicationid%20eq%20"+clientID)
	var users []User
	for _, r := range rows {
		users = append(users, r.user(true))
	}
	return users, err
}

func (r userRow) user(withRoles bool) User {
	u := User{
		ID: r.SystemUserID, FullName: r.FullName, ApplicationID: r.ApplicationID, BusinessUnitID: r.BusinessUnitID,
		IsDisabled: r.IsDisabled, IsDeleted: r.DeletedState != 0,
	}
	if withRoles {
		u.Roles = []Role{}
	}
	for _, role := range r.Roles {
		u.Roles = append(u.Roles, Role{role.RoleID, role.Name})
	}
	return u
}

// UserPrivileges reads the privileges of a user from all roles: the depth of each privilege
// by its name.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/retrieveuserprivileges
func (e Environment) UserPrivileges(ctx context.Context, id string) (map[string]string, error) {
	var found struct {
		RolePrivileges []struct{ PrivilegeName, Depth string }
	}
	err := e.read(ctx, "read privileges of user", "systemusers("+id+")/Microsoft.Dynamics.CRM.RetrieveUserPrivileges", &found)
	privileges := map[string]string{}
	for _, p := range found.RolePrivileges {
		// Several roles may grant one privilege with different depths.
		if privileges[p.PrivilegeName] != DepthGlobal {
			privileges[p.PrivilegeName] = p.Depth
		}
	}
	return privileges, err
}

// DepthGlobal is the depth of a privilege on all rows of the organization.
const DepthGlobal = "Global"

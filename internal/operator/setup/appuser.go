package setup

import (
	"context"
	"fmt"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/operator/environment"
)

// AppUser is the application user to set up, with its security role.
type AppUser struct {
	// ClientID is the application (client) id of the app registration, a GUID.
	ClientID string
	// Role is the name of the security role.
	Role string
	// Tables are the tables that messages name, by entity set or logical name.
	Tables []string
	// MayDelete and MayAssign add the privileges to delete and to assign rows of Tables, and
	// MayImpersonate adds the privilege to act for another user.
	MayDelete, MayAssign, MayImpersonate bool
	// Root is the environment of the administrator's client.
	Root webapi.Root
	// IsDryRun prevents every request that would change something.
	IsDryRun bool
}

// Outcome is the result of all steps that were done.
type Outcome struct {
	Steps          []Step `json:"steps"`
	UserID         string `json:"userId"`
	RoleID         string `json:"roleId"`
	BusinessUnitID string `json:"businessUnitId"`
	// Privileges are the names of the privileges that the role gives on all rows.
	Privileges []string `json:"privileges"`
	// LeftOut names the privileges that the role cannot give, one line each.
	LeftOut  []string `json:"leftOut"`
	IsDryRun bool     `json:"dryRun"`
}

// UnknownTable is the error for a name that no table has.
type UnknownTable struct {
	Name string
	// Hint suggests a similar name, or is empty.
	Hint string
}

// Error names the table.
func (u *UnknownTable) Error() string {
	return fmt.Sprintf("no table has the entity set or logical name %q%s", u.Name, u.Hint)
}

// SetUp sets up the application user. The client is an administrator's. Each step reads
// first, sends only the requests that are missing, and reads again, so SetUp can be
// interrupted and run again at any point. It calls progress after each step.
//
// The error is an [*UnknownTable], a [*DeletedUser], an [*Incomplete] or one of
// [dynamics.Client.Do].
//
// See https://learn.microsoft.com/power-platform/admin/manage-application-users
// and https://learn.microsoft.com/power-apps/developer/data-platform/security-roles
func (a AppUser) SetUp(ctx context.Context, c *dynamics.Client, progress func(Step)) (Outcome, error) {
	r := &run{
		AppUser: a, steps: steps{client: c, isDryRun: a.IsDryRun}, environment: environment.New(c),
		outcome: Outcome{Privileges: []string{}, LeftOut: []string{}, IsDryRun: a.IsDryRun},
	}
	done, err := r.do(ctx, []lookup{
		{"business unit", r.lookForBusinessUnit},
		{"tables", r.lookForTables},
		{"application user", r.lookForUser},
		{"security role", r.lookForRole},
		{"privileges", r.lookForPrivileges},
		{"role of the user", r.lookForAssignment},
		{"check", r.check},
	}, progress)
	r.outcome.Steps = done
	return r.outcome, err
}

// run is one call of SetUp.
type run struct {
	AppUser
	steps
	environment environment.Environment
	outcome     Outcome

	unit   environment.BusinessUnit
	user   environment.User // in a dry run without an id, if it does not exist
	role   environment.Role // in a dry run without an id, if it does not exist
	wanted []environment.Privilege
}

package setup

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/operator/environment"
)

func (r *run) lookForBusinessUnit(ctx context.Context) (looked, error) {
	unit, err := r.environment.RootBusinessUnit(ctx)
	if err != nil {
		return looked{}, err
	}
	r.unit = unit
	return looked{found: r.unit.Name + " (" + r.unit.ID + ")"}, nil
}

func (r *run) lookForUser(ctx context.Context) (looked, error) {
	users, err := r.environment.ApplicationUsers(ctx, r.ClientID)
	if err != nil {
		return looked{}, err
	}
	i := slices.IndexFunc(users, func(u environment.User) bool { return !u.IsDeleted })
	switch {
	case i < 0 && len(users) > 0:
		return looked{}, &DeletedUser{users[0].ID}
	case i < 0:
		r.user = environment.User{BusinessUnitID: r.unit.ID}
		return looked{"none", []Request{{
			Op: "create the application user", Method: http.MethodPost, Path: "systemusers", Body: body(map[string]any{
				"applicationid": r.ClientID, "accessmode": nonInteractive, "isdisabled": false,
				"businessunitid@odata.bind": "/businessunits(" + r.unit.ID + ")",
			}),
		}}}, nil
	}
	r.user = users[i]
	r.outcome.UserID, r.outcome.BusinessUnitID = r.user.ID, r.user.BusinessUnitID
	found := looked{found: strings.TrimSpace(r.user.FullName + " (" + r.user.ID + ")")}
	if r.user.IsDisabled {
		found.found += ", disabled"
		found.missing = []Request{{
			Op: "enable the application user", Method: http.MethodPatch, Path: "systemusers(" + r.user.ID + ")",
			Body: body(map[string]any{"isdisabled": false}), header: http.Header{"If-Match": {"*"}},
		}}
	}
	return found, nil
}

// nonInteractive is the access mode of a user that is a program.
const nonInteractive = 4

// DeletedUser is the error for an application whose user was deleted, but not permanently.
// No other user of the application can be created before the permanent deletion.
type DeletedUser struct{ ID string }

// Error names the user.
func (d *DeletedUser) Error() string {
	return "application user " + d.ID + " was deleted, but not for good"
}

// lookForRole reads the roles of the user's business unit, because a user cannot have a role
// of another business unit.
func (r *run) lookForRole(ctx context.Context) (looked, error) {
	roles, err := r.environment.Roles(ctx, r.user.BusinessUnitID, r.Role)
	if err != nil {
		return looked{}, err
	}
	if len(roles) == 0 {
		return looked{"none", []Request{{
			Op: "create the security role", Method: http.MethodPost, Path: "roles", Body: body(map[string]any{
				"name": r.Role, "businessunitid@odata.bind": "/businessunits(" + r.user.BusinessUnitID + ")",
			}),
		}}}, nil
	}
	r.role = roles[0]
	r.outcome.RoleID = r.role.ID
	return looked{found: r.role.Name + " (" + r.role.ID + ")"}, nil
}

func (r *run) lookForPrivileges(ctx context.Context) (looked, error) {
	held := map[string]bool{}
	if r.role.ID != "" {
		var err error
		if held, err = r.environment.RolePrivileges(ctx, r.role.ID); err != nil {
			return looked{}, err
		}
	}
	return grant(r.role.ID, r.wanted, held), nil
}

// grant returns the request that gives a role the privileges that it does not hold. held has
// the ids in lower case.
func grant(roleID string, wanted []environment.Privilege, held map[string]bool) looked {
	type rolePrivilege struct {
		PrivilegeID string `json:"PrivilegeId"`
		Depth       string
	}
	var missing []rolePrivilege
	for _, p := range wanted {
		if !held[strings.ToLower(p.ID)] {
			missing = append(missing, rolePrivilege{p.ID, globalDepth})
		}
	}
	found := looked{found: fmt.Sprintf("%d of %d on all rows", len(wanted)-len(missing), len(wanted))}
	if len(missing) > 0 {
		found.missing = []Request{{
			Op: "add privileges to the security role", Method: http.MethodPost,
			Path: "roles(" + orPlaceholder(roleID, "id of the role") + ")/Microsoft.Dynamics.CRM.AddPrivilegesRole",
			Body: body(map[string]any{"Privileges": missing}),
		}}
	}
	return found
}

// globalDepth is the depth of a privilege on all rows of the organization. It is a number,
// as in Microsoft's sample of AddPrivilegesRole.
const globalDepth = "3"

func orPlaceholder(id, placeholder string) string {
	if id == "" {
		return "<" + placeholder + ">"
	}
	return id
}

func (r *run) lookForAssignment(ctx context.Context) (looked, error) {
	user := r.user
	if user.ID != "" {
		var err error
		if user, err = r.environment.User(ctx, user.ID); err != nil {
			return looked{}, err
		}
	}
	var names []string
	for _, role := range user.Roles {
		if role.ID == r.role.ID {
			return looked{found: "has " + role.Name}, nil
		}
		names = append(names, role.Name)
	}
	found := "none"
	if len(names) > 0 {
		found = "has " + strings.Join(names, ", ")
	}
	return looked{found, []Request{{
		Op: "give the role to the user", Method: http.MethodPost,
		Path: "systemusers(" + orPlaceholder(user.ID, "id of the user") + ")/systemuserroles_association/$ref",
		Body: body(map[string]string{"@odata.id": r.Root.String() + "roles(" + orPlaceholder(r.role.ID, "id of the role") + ")"}),
	}}}, nil
}

// check reads the privileges of the user after all steps.
func (r *run) check(ctx context.Context) (looked, error) {
	if r.IsDryRun {
		return looked{found: "not checked in a dry run"}, nil
	}
	user, err := r.environment.User(ctx, r.user.ID)
	if err != nil {
		return looked{}, err
	}
	may, err := r.environment.UserPrivileges(ctx, r.user.ID)
	if err != nil {
		return looked{}, err
	}
	var lacks []string
	for _, p := range r.wanted {
		if may[p.Name] != environment.DepthGlobal {
			lacks = append(lacks, p.Name)
		}
	}
	switch {
	case user.IsDisabled:
		return looked{}, &Incomplete{Step: "check", Err: errors.New("the user is disabled")}
	case len(lacks) > 0:
		return looked{}, &Incomplete{Step: "check", Err: errors.New("the user lacks " + strings.Join(lacks, ", "))}
	}
	return looked{found: fmt.Sprintf("the user is enabled and has all %d privileges", len(r.wanted))}, nil
}

package environment

import "context"

// CurrentUser is the user that the client is signed in as.
type CurrentUser struct {
	Identity
	FullName      string   `json:"fullName"`
	ApplicationID string   `json:"applicationId"`
	Roles         []string `json:"roles"` // names; nil if the user may not read them
}

// CurrentUser reads the user that the client is signed in as. A user without prvReadUser
// cannot read even their own row: then only Identity is set.
//
// The errors are the errors of [dynamics.Client.Do].
func (e Environment) CurrentUser(ctx context.Context) (CurrentUser, error) {
	me, err := e.WhoAmI(ctx)
	if err != nil {
		return CurrentUser{}, err
	}
	user, err := e.User(ctx, me.UserID)
	if IsForbidden(err) {
		return CurrentUser{Identity: me}, nil
	}
	return CurrentUser{Identity: me, FullName: user.FullName, ApplicationID: user.ApplicationID, Roles: roleNames(user.Roles)}, err
}

// roleNames returns nil for nil: the user may not read the roles.
func roleNames(roles []Role) []string {
	if roles == nil {
		return nil
	}
	names := []string{}
	for _, r := range roles {
		names = append(names, r.Name)
	}
	return names
}

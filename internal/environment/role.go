package environment

import (
	"context"
	"strings"

	"sns-dynamics/internal/dynamics"
)

// BusinessUnit is a business unit.
type BusinessUnit struct {
	ID   string `json:"businessUnitId"`
	Name string `json:"name"`
}

// RootBusinessUnits reads the business units that have none above them, of which
// an organization has one.
func (e Environment) RootBusinessUnits(ctx context.Context) ([]BusinessUnit, error) {
	return list[BusinessUnit](ctx, e, "look up root business unit",
		"businessunits?$select=businessunitid,name&$filter=parentbusinessunitid%20eq%20null")
}

// Roles reads the security roles of that name in a business unit.
func (e Environment) Roles(ctx context.Context, businessUnitID, name string) ([]Role, error) {
	return list[Role](ctx, e, "look up security role",
		"roles?$select=roleid,name&$filter=_businessunitid_value%20eq%20"+businessUnitID+"%20and%20name%20eq%20"+dynamics.Literal(name))
}

// globalMask is the bit of privilegedepthmask that stands for [DepthGlobal].
const globalMask = 8

// RolePrivileges reads the ids of the privileges that a role gives on all rows of
// the organization.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/roleprivileges
func (e Environment) RolePrivileges(ctx context.Context, roleID string) (map[string]bool, error) {
	rows, err := list[struct {
		PrivilegeID        string
		PrivilegeDepthMask int
	}](ctx, e, "read privileges of security role",
		"roleprivilegescollection?$select=privilegeid,privilegedepthmask&$filter=roleid%20eq%20"+roleID)
	held := map[string]bool{}
	for _, r := range rows {
		if r.PrivilegeDepthMask&globalMask != 0 {
			held[strings.ToLower(r.PrivilegeID)] = true
		}
	}
	return held, err
}

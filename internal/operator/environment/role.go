package environment

import (
	"context"
	"fmt"
	"strings"

	"sns-dynamics/internal/operation"
)

// BusinessUnit is a business unit.
type BusinessUnit struct {
	ID   string `json:"businessUnitId"`
	Name string `json:"name"`
}

// RootBusinessUnit reads the business unit without a parent. An organization has one.
func (e Environment) RootBusinessUnit(ctx context.Context) (BusinessUnit, error) {
	const op = "look up root business unit"
	units, err := list[BusinessUnit](ctx, e, op,
		"businessunits?$select=businessunitid,name&$filter=parentbusinessunitid%20eq%20null")
	switch {
	case err != nil:
		return BusinessUnit{}, err
	case len(units) != 1:
		return BusinessUnit{}, fmt.Errorf("%s: found %d, expected one", op, len(units))
	}
	return units[0], nil
}

// Roles reads the security roles with a name in a business unit.
func (e Environment) Roles(ctx context.Context, businessUnitID, name string) ([]Role, error) {
	return list[Role](ctx, e, "look up security role",
		"roles?$select=roleid,name&$filter=_businessunitid_value%20eq%20"+businessUnitID+"%20and%20name%20eq%20"+operation.Literal(name))
}

// globalMask is the bit of privilegedepthmask for [DepthGlobal].
const globalMask = 8

// RolePrivileges reads the ids of the privileges that a role grants on all rows of the
// organization.
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

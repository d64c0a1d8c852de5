package store

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/schema"
)

// addGrant gives a role the privileges of a grant.
func addGrant(g schema.Grant, sc *schema.Schema, st *Store) error {
	if st.Find(sc.ByName["role"], g.Role) == nil {
		return fmt.Errorf("no such role")
	}
	names := slices.Clone(g.Privileges)
	if slices.Contains(names, "*") {
		names = sc.PrivilegeNames()
	}
	for _, noun := range slices.Sorted(maps.Keys(g.Tables)) {
		for _, l := range g.Tables[noun] {
			names = append(names, "prv"+string(schema.VerbLetters[l])+noun)
		}
	}
	ids := map[string]string{}
	for _, p := range st.List(sc.ByName["privilege"]) {
		ids[p.Text("name")] = p.ID
	}
	for _, name := range names {
		if ids[name] == "" {
			return fmt.Errorf("no privilege %s", name)
		}
		st.Put(RolePrivilege(sc, g.Role, ids[name], depthGlobal))
	}
	return nil
}

// depthGlobal is the mask of the depth for the whole organization. The emulator keeps
// depths, but they have no effect: every privilege reaches every row.
const depthGlobal = 8

// RolePrivilege is the row that gives a role a privilege, with the mask of its depth.
func RolePrivilege(sc *schema.Schema, role, privilege string, mask int) *Row {
	return &Row{Table: sc.ByName["roleprivileges"], ID: guid.Named(role + privilege), Cells: map[string]any{
		"roleid": role, "privilegeid": privilege, "privilegedepthmask": json.Number(strconv.Itoa(mask)),
	}}
}

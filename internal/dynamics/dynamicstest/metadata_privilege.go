package dynamicstest

import "cmp"

// privilegesOn are the privileges that there are on a table, as its definition
// tells of them.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/securityprivilegemetadata
func (sc *schema) privilegesOn(t *table) []any {
	list := []any{}
	for _, v := range []verb{verbCreate, verbRead, verbWrite, verbDelete, verbAssign, verbAppend, verbAppendTo} {
		if t.has(v) {
			list = append(list, object{
				{"CanBeBasic", t.Owned}, {"CanBeDeep", t.Owned}, {"CanBeGlobal", true}, {"CanBeLocal", t.Owned},
				{"Name", v.on(t)}, {"PrivilegeId", sc.privilegeID(v.on(t))}, {"PrivilegeType", string(v)},
			})
		}
	}
	return list
}

// privilegeID is the id that a privilege has from the start.
func (sc *schema) privilegeID(name string) string {
	return cmp.Or(sc.Privileges[name], namedGUID(name))
}

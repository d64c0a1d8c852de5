package metadata

import (
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/schema"
)

// privilegeOrder is the order in which the definition of a table has the privileges.
var privilegeOrder = []schema.Verb{schema.VerbCreate, schema.VerbRead, schema.VerbWrite, schema.VerbDelete, schema.VerbAssign, schema.VerbAppend, schema.VerbAppendTo}

// privilegesOf are the privileges on a table in the form of its definition.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/securityprivilegemetadata
func privilegesOf(t *schema.Table) []any {
	list := []any{}
	for _, v := range privilegeOrder {
		if id := t.PrivilegeIDs[v]; id != "" {
			list = append(list, orderedjson.Object{
				{"CanBeBasic", t.Owned}, {"CanBeDeep", t.Owned}, {"CanBeGlobal", true}, {"CanBeLocal", t.Owned},
				{"Name", v.On(t)}, {"PrivilegeId", id}, {"PrivilegeType", string(v)},
			})
		}
	}
	return list
}

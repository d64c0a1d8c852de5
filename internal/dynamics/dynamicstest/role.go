package dynamicstest

import (
	"net/http"
)

// depths are the depths of a privilege by their mask, in the order of the
// enumeration PrivilegeDepth.
var depths = []struct {
	name string
	mask string
	bits int
}{{"Basic", "1", 1}, {"Local", "2", 2}, {"Deep", "4", 4}, {"Global", "8", 8}}

// retrieveUserPrivileges is the RetrieveUserPrivileges function.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/retrieveuserprivileges
func (c *call) retrieveUserPrivileges(user *row) (answer, error) {
	if err := c.need(verbRead, user.table); err != nil {
		return answer{}, err
	}
	unit, _ := user.cells["businessunitid"].(reference)
	list := []any{}
	for _, g := range c.granted(c.rolesOf(user)) {
		depth := ""
		for _, d := range depths {
			if d.mask == g.mask {
				depth = d.name
			}
		}
		list = append(list, object{
			{"Depth", depth},
			{"PrivilegeId", g.id},
			{"BusinessUnitId", unit.id},
			{"PrivilegeName", g.name},
		})
	}
	return entityAnswer(http.StatusOK, object{
		{"@odata.context", c.root + "$metadata#" + namespace + "RetrieveUserPrivilegesResponse"},
		{"RolePrivileges", list},
	}), nil
}

// addPrivilegesRole is the AddPrivilegesRole action. Its depths come by name
// or, as in Microsoft's sample, by the index in the enumeration.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/addprivilegesrole
func (c *call) addPrivilegesRole(role *row) (answer, error) {
	const name = "AddPrivilegesRole"
	if err := c.need(verbWrite, role.table); err != nil {
		return answer{}, err
	}
	given, err := c.parameters(name, func(p string) bool { return p == "Privileges" })
	if err != nil {
		return answer{}, err
	}
	v, _ := given.get("Privileges")
	list, ok := v.([]any)
	if !ok {
		return answer{}, badParameters(name, "The parameter 'Privileges' is missing.")
	}
	for _, item := range list {
		privilege, mask, err := c.rolePrivilege(item)
		if err != nil {
			return answer{}, err
		}
		c.store.put(rolePrivilege(c.schema, role.id, privilege, mask))
	}
	return emptyAnswer(), nil
}

func (c *call) rolePrivilege(item any) (id string, mask int, err error) {
	o, _ := item.(object)
	for _, m := range o {
		text, isText := m.value.(string)
		switch m.name {
		case "PrivilegeId":
			id, _ = parseGUID(text)
		case "Depth":
			for i, d := range depths {
				if isText && (text == d.name || text == string(rune('0'+i))) {
					mask = d.bits
				}
			}
		case "BusinessUnitId", "PrivilegeName", "@odata.type": // the role's unit and the id say as much
		default:
			return "", 0, badParameters("AddPrivilegesRole", "Invalid property '"+m.name+"' of RolePrivilege.")
		}
	}
	if mask == 0 {
		return "", 0, badParameters("AddPrivilegesRole", "Depth must be Basic, Local, Deep, Global or its index as a text.")
	}
	if privileges := c.schema.byName["privilege"]; c.store.find(privileges, id) == nil {
		return "", 0, noSuchRow(privileges, id)
	}
	return id, mask, nil
}

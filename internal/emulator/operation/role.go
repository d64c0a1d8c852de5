package operation

import (
	"net/http"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
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
func (c *Invocation) retrieveUserPrivileges(user *store.Row) (response.Response, error) {
	if err := c.Need(schema.VerbRead, user.Table); err != nil {
		return response.Response{}, err
	}
	unit, _ := user.Cells["businessunitid"].(schema.Reference)
	list := []any{}
	for _, g := range c.Directory.Granted(c.Directory.RolesOf(user)) {
		depth := ""
		for _, d := range depths {
			if d.mask == g.Mask {
				depth = d.name
			}
		}
		list = append(list, orderedjson.Object{
			{"Depth", depth},
			{"PrivilegeId", g.ID},
			{"BusinessUnitId", unit.ID},
			{"PrivilegeName", g.Name},
		})
	}
	return response.Entity(http.StatusOK, orderedjson.Object{
		{"@odata.context", c.Endpoint.Root + "$metadata#" + odata.Namespace + "RetrieveUserPrivilegesResponse"},
		{"RolePrivileges", list},
	}), nil
}

// addPrivilegesRole is the AddPrivilegesRole action. A depth is a name or, as in
// Microsoft's sample, the index in the enumeration.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/addprivilegesrole
func (c *Invocation) addPrivilegesRole(role *store.Row) (response.Response, error) {
	const name = "AddPrivilegesRole"
	if err := c.Need(schema.VerbWrite, role.Table); err != nil {
		return response.Response{}, err
	}
	given, err := c.parameters(name, func(p string) bool { return p == "Privileges" })
	if err != nil {
		return response.Response{}, err
	}
	v, _ := given.Get("Privileges")
	list, ok := v.([]any)
	if !ok {
		return response.Response{}, missingParameters(name, "Privileges")
	}
	for _, item := range list {
		privilege, mask, err := c.rolePrivilege(item)
		if err != nil {
			return response.Response{}, err
		}
		c.Store.Put(store.RolePrivilege(c.Schema, role.ID, privilege, mask))
	}
	return response.Empty(), nil
}

func (c *Invocation) rolePrivilege(item any) (id string, mask int, err error) {
	o, _ := item.(orderedjson.Object)
	for _, m := range o {
		text, isText := m.Value.(string)
		switch m.Name {
		case "PrivilegeId":
			id, _ = guid.Parse(text)
		case "Depth":
			for i, d := range depths {
				if isText && (text == d.name || text == string(rune('0'+i))) {
					mask = d.bits
				}
			}
		case "BusinessUnitId", "PrivilegeName", "@odata.type": // these repeat the unit of the role and the id
		default:
			return "", 0, badParameters("AddPrivilegesRole", "Invalid property '"+m.Name+"' of RolePrivilege.")
		}
	}
	if mask == 0 {
		return "", 0, badParameters("AddPrivilegesRole", "Depth must be Basic, Local, Deep, Global or its index as a text.")
	}
	if privileges := c.Schema.ByName["privilege"]; c.Store.Find(privileges, id) == nil {
		return "", 0, schema.NoSuchRow(privileges, id)
	}
	return id, mask, nil
}

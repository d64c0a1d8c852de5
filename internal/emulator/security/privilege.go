package security

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// GrantedPrivilege is a privilege that a role gives.
type GrantedPrivilege struct{ ID, Name, Mask string }

// RolesOf returns the roles of a user.
func (d *Directory) RolesOf(user *store.Row) []*store.Row {
	return d.Store.Related(user, user.Table.CollectionValued("systemuserroles_association"))
}

// IsAdministrator reports whether a user has the role System Administrator.
func (d *Directory) IsAdministrator(user *store.Row) bool {
	return slices.ContainsFunc(d.RolesOf(user), IsAdministratorRole)
}

// Granted returns the privileges that the roles give.
func (d *Directory) Granted(roles []*store.Row) []GrantedPrivilege {
	var found []GrantedPrivilege
	for _, r := range d.Store.List(d.Schema.ByName["roleprivileges"]) {
		if !slices.ContainsFunc(roles, func(role *store.Row) bool { return role.ID == r.Text("roleid") }) {
			continue
		}
		if p := d.Store.Find(d.Schema.ByName["privilege"], r.Text("privilegeid")); p != nil {
			found = append(found, GrantedPrivilege{p.ID, p.Text("name"), fmt.Sprint(r.Cells["privilegedepthmask"])})
		}
	}
	return found
}

// Holds reports whether a role of the user gives a privilege.
func (d *Directory) Holds(user *store.Row, name string) bool {
	return slices.ContainsFunc(d.Granted(d.RolesOf(user)), func(p GrantedPrivilege) bool { return p.Name == name })
}

// Need refuses an operation on t unless both the application user and the user that it
// acts for have the privilege. The error is an *odata.Error.
func (i Identity) Need(v schema.Verb, t *schema.Table) error {
	if t.System {
		if v == schema.VerbRead {
			return nil
		}
		return odata.Refuse(http.StatusForbidden, "0x80048306", "Not enough privilege to access the Microsoft Dynamics 365 object or perform the requested operation. (%s %s)", v, t.Name)
	}
	return i.NeedNamed(v.On(t), t)
}

// NeedNamed refuses an operation unless both the application user and the user that it acts
// for have the privilege of that name. The message names the table; nil stands for no
// table. The error is an *odata.Error.
func (i Identity) NeedNamed(name string, t *schema.Table) error {
	for _, p := range []*principal{i.User, i.App} {
		if p.privileges[name] {
			continue
		}
		entity, code := "none", 0
		if t != nil {
			entity, code = t.Name, t.TypeCode
		}
		return odata.Refuse(http.StatusForbidden, "0x80040220",
			"Principal user (Id=%s, type=8, roleCount=%d, privilegeCount=%d, accessMode=%s), is missing %s privilege (Id=%s) on OTC=%d for entity '%s'. context.Caller=%s",
			p.Row.ID, p.roles, len(p.privileges), p.Row.Cells["accessmode"], name, i.Directory.privilegeID(name), code, entity, i.User.Row.ID)
	}
	return nil
}

func (d *Directory) privilegeID(name string) string {
	for _, p := range d.Store.List(d.Schema.ByName["privilege"]) {
		if p.Text("name") == name {
			return p.ID
		}
	}
	return ""
}

// CheckBypass checks the headers that leave out custom business logic. The emulator has no
// such logic, but the headers need a privilege. The error is an *odata.Error.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/bypass-custom-business-logic
func (i Identity) CheckBypass(header http.Header) error {
	if strings.EqualFold(header.Get("MSCRM.BypassCustomPluginExecution"), "true") {
		if err := i.NeedNamed("prvBypassCustomPlugins", nil); err != nil {
			return err
		}
	}
	list := header.Get("MSCRM.BypassBusinessLogicExecution")
	if list == "" {
		return nil
	}
	for value := range strings.SplitSeq(list, ",") {
		if value != "CustomSync" && value != "CustomAsync" {
			return odata.Refuse(http.StatusBadRequest, "0x80040203", "Invalid value '%s' of MSCRM.BypassBusinessLogicExecution.", value)
		}
	}
	return i.NeedNamed("prvBypassCustomBusinessLogic", nil)
}

// IsAdministratorRole reports whether a row is the role System Administrator.
func IsAdministratorRole(r *store.Row) bool {
	return r.Table.Name == "role" && r.Text("name") == "System Administrator"
}

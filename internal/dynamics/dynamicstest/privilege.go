package dynamicstest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// verb is what a privilege on a table lets one do.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/security-concepts
type verb string

const (
	verbCreate   verb = "Create"
	verbRead     verb = "Read"
	verbWrite    verb = "Write"
	verbDelete   verb = "Delete"
	verbAppend   verb = "Append"
	verbAppendTo verb = "AppendTo"
	verbAssign   verb = "Assign"
)

// verbLetters are how a grant abbreviates the verbs.
var verbLetters = map[rune]verb{
	'C': verbCreate, 'R': verbRead, 'W': verbWrite, 'D': verbDelete, 'A': verbAppend, 'T': verbAppendTo, 'S': verbAssign,
}

// grant gives a role privileges at the depth of the organization: by name, "*"
// for all, and per table noun by the letters CRWDATS for create, read, write,
// delete, append, append to and assign.
type grant struct {
	Role       string            `json:"role"`
	Privileges []string          `json:"privileges"`
	Tables     map[string]string `json:"tables"`
}

func (v verb) on(t *table) string { return "prv" + string(v) + t.Privilege }

// has reports whether there is such a privilege on the table: nobody is assigned
// a row that has no owner.
func (t *table) has(v verb) bool { return !t.System && (t.Owned || v != verbAssign) }

func (sc *schema) privilegeNames() []string {
	names := map[string]bool{}
	for _, t := range sc.Tables {
		for _, v := range verbLetters {
			if t.has(v) {
				names[v.on(t)] = true
			}
		}
	}
	for name := range sc.Privileges {
		names[name] = true
	}
	return slices.Sorted(maps.Keys(names))
}

func (g grant) add(sc *schema, st *store) error {
	if st.find(sc.byName["role"], g.Role) == nil {
		return fmt.Errorf("no such role")
	}
	names := slices.Clone(g.Privileges)
	if slices.Contains(names, "*") {
		names = sc.privilegeNames()
	}
	for _, noun := range slices.Sorted(maps.Keys(g.Tables)) {
		for _, l := range g.Tables[noun] {
			names = append(names, "prv"+string(verbLetters[l])+noun)
		}
	}
	ids := map[string]string{}
	for _, p := range st.list(sc.byName["privilege"]) {
		ids[p.text("name")] = p.id
	}
	for _, name := range names {
		if ids[name] == "" {
			return fmt.Errorf("no privilege %s", name)
		}
		st.put(rolePrivilege(sc, g.Role, ids[name], depthGlobal))
	}
	return nil
}

// depthGlobal is the mask of the depth that reaches the whole organization.
// The emulator keeps depths but does not heed them: a privilege it holds
// reaches every row.
const depthGlobal = 8

func rolePrivilege(sc *schema, role, privilege string, mask int) *row {
	return &row{table: sc.byName["roleprivileges"], id: namedGUID(role + privilege), cells: map[string]any{
		"roleid": role, "privilegeid": privilege, "privilegedepthmask": json.Number(strconv.Itoa(mask)),
	}}
}

// granted is a privilege that a role gives.
type granted struct{ id, name, mask string }

func (c *call) rolesOf(user *row) []*row {
	return c.store.related(user, user.table.many("systemuserroles_association"))
}

func (c *call) granted(roles []*row) []granted {
	var found []granted
	for _, r := range c.store.list(c.schema.byName["roleprivileges"]) {
		if !slices.ContainsFunc(roles, func(role *row) bool { return role.id == r.text("roleid") }) {
			continue
		}
		if p := c.store.find(c.schema.byName["privilege"], r.text("privilegeid")); p != nil {
			found = append(found, granted{p.id, p.text("name"), fmt.Sprint(r.cells["privilegedepthmask"])})
		}
	}
	return found
}

// need refuses an operation on t unless both the application user and the
// user it acts for have the privilege.
func (c *call) need(v verb, t *table) error {
	if t.System {
		if v == verbRead {
			return nil
		}
		return refuse(http.StatusForbidden, "0x80048306", "Not enough privilege to access the Microsoft Dynamics 365 object or perform the requested operation. (%s %s)", v, t.Name)
	}
	return c.needNamed(v.on(t), t)
}

func (c *call) needNamed(name string, t *table) error {
	for _, p := range []*principal{c.user, c.app} {
		if p.privileges[name] {
			continue
		}
		entity, code := "none", 0
		if t != nil {
			entity, code = t.Name, t.TypeCode
		}
		return refuse(http.StatusForbidden, "0x80040220",
			"Principal user (Id=%s, type=8, roleCount=%d, privilegeCount=%d, accessMode=%s), is missing %s privilege (Id=%s) on OTC=%d for entity '%s'. context.Caller=%s",
			p.row.id, p.roles, len(p.privileges), p.row.cells["accessmode"], name, c.privilegeID(name), code, entity, c.user.row.id)
	}
	return nil
}

func (c *call) privilegeID(name string) string {
	for _, p := range c.store.list(c.schema.byName["privilege"]) {
		if p.text("name") == name {
			return p.id
		}
	}
	return ""
}

// checkBypass heeds the headers that leave out custom business logic: there is
// none here, but asking for it takes a privilege.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/bypass-custom-business-logic
func (c *call) checkBypass() error {
	if strings.EqualFold(c.header.Get("MSCRM.BypassCustomPluginExecution"), "true") {
		if err := c.needNamed("prvBypassCustomPlugins", nil); err != nil {
			return err
		}
	}
	list := c.header.Get("MSCRM.BypassBusinessLogicExecution")
	if list == "" {
		return nil
	}
	for value := range strings.SplitSeq(list, ",") {
		if value != "CustomSync" && value != "CustomAsync" {
			return refuse(http.StatusBadRequest, "0x80040203", "Invalid value '%s' of MSCRM.BypassBusinessLogicExecution.", value)
		}
	}
	return c.needNamed("prvBypassCustomBusinessLogic", nil)
}

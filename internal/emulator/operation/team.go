package operation

import (
	"net/http"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// addMembersTeam is the AddMembersTeam action. It refuses a user who is a member already,
// like an association: no document says what the action does then.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/addmembersteam
func (c *Invocation) addMembersTeam(team *store.Row) (response.Response, error) {
	if team.Cells["isdefault"] == true {
		return response.Response{}, odata.Refuse(http.StatusBadRequest, "0x8004830b", "Can't add members to the default business unit team.")
	}
	return response.Empty(), c.eachMember("AddMembersTeam", team, c.Associate)
}

// removeMembersTeam is the RemoveMembersTeam action. It refuses a user who is no member,
// like a disassociation.
//
// See https://learn.microsoft.com/previous-versions/dynamicscrm-2016/developers-guide/mt607537(v=crm.8)
func (c *Invocation) removeMembersTeam(team *store.Row) (response.Response, error) {
	if team.Cells["isdefault"] == true {
		return response.Response{}, odata.Refuse(http.StatusBadRequest, "0x8004830c", "Can't remove members from the default business unit team.")
	}
	return response.Empty(), c.eachMember("RemoveMembersTeam", team, c.Disassociate)
}

func (c *Invocation) eachMember(action string, team *store.Row, do func(*store.Row, *schema.Navigation, *store.Row) error) error {
	members := team.Table.CollectionValued("teammembership_association")
	if members == nil {
		return odata.NotCovered("%s without the tables it works on", action)
	}
	given, err := c.parameters(action, func(p string) bool { return p == "Members" })
	if err != nil {
		return err
	}
	v, _ := given.Get("Members")
	list, ok := v.([]any)
	if !ok {
		return missingParameters(action, "Members")
	}
	for _, item := range list {
		user, err := c.rowParameter(action, "Members", item, members.Target)
		if err != nil {
			return err
		}
		if err := do(team, members, user); err != nil {
			return err
		}
	}
	return nil
}

package operation

import (
	"sns-dynamics/internal/emulator/edm"
	"sns-dynamics/internal/emulator/schema"
)

// crmBaseEntity is the type of a parameter that takes a row of any table.
const crmBaseEntity = edm.Alias + "crmbaseentity"

// edmClosings describes the closing actions whose tables the schema has.
func edmClosings(sc *schema.Schema) []edm.Operation {
	var all []edm.Operation
	for _, a := range closings {
		if sc.ByName[a.activity] == nil || sc.ByName[a.table] == nil {
			continue
		}
		typeName := edm.Alias + a.activity
		if a.abstract {
			typeName = crmBaseEntity
		}
		all = append(all, edm.Operation{Name: a.action, Parameters: []edm.Parameter{
			required(a.parameter, typeName), required("Status", schema.EDMTypes[schema.KindInteger]),
		}})
	}
	return all
}

// tableAction is an action on the rows of a table, with the type of its response.
type tableAction struct {
	table     string
	operation edm.Operation
	response  edm.Type
}

// tableActions describes the other actions of tables that a schema may lack.
func tableActions() []tableAction {
	flag, text, whole, id := schema.EDMTypes[schema.KindBoolean], schema.EDMTypes[schema.KindString], schema.EDMTypes[schema.KindInteger], schema.EDMTypes[schema.KindGUID]
	bound := func(table, name, returns string, parameters ...edm.Parameter) edm.Operation {
		o := edm.Operation{Name: name, IsBound: true, Parameters: append([]edm.Parameter{required("entity", edm.Alias+table)}, parameters...)}
		if returns != "" {
			o.Return = &edm.Parameter{Type: returns, Nullable: "false"}
		}
		return o
	}
	members := required("Members", "Collection("+edm.Alias+"systemuser)")
	return []tableAction{
		{"lead", bound("lead", qualifyLead, "Collection("+crmBaseEntity+")",
			required("CreateAccount", flag), required("CreateContact", flag), required("CreateOpportunity", flag),
			optional("OpportunityCurrencyId", edm.Alias+"transactioncurrency"), optional("OpportunityCustomerId", crmBaseEntity), required("Status", whole)), edm.Type{}},
		{"email", bound("email", "SendEmail", edm.Alias+"SendEmailResponse", required("IssueSend", flag), optional("TrackingToken", text)),
			edm.Type{Name: "SendEmailResponse", Properties: []edm.Property{{Name: "Subject", Type: text}}}},
		{"queueitem", bound("queue", addToQueue, edm.Alias+"AddToQueueResponse",
			required("Target", crmBaseEntity), optional("SourceQueue", edm.Alias+"queue"), optional("QueueItemProperties", edm.Alias+"queueitem")),
			edm.Type{Name: "AddToQueueResponse", Properties: []edm.Property{{Name: "QueueItemId", Type: id}}}},
		{"team", bound("team", "AddMembersTeam", "", members), edm.Type{}},
		{"team", bound("team", "RemoveMembersTeam", "", members), edm.Type{}},
		{"account", edm.Operation{Name: mergeAction, Parameters: []edm.Parameter{
			required("Target", crmBaseEntity), required("Subordinate", crmBaseEntity), optional("UpdateContent", crmBaseEntity), required("PerformParentingChecks", flag),
		}}, edm.Type{}},
	}
}

func required(name, typeName string) edm.Parameter {
	return edm.Parameter{Name: name, Type: typeName, Nullable: "false"}
}

func optional(name, typeName string) edm.Parameter { return edm.Parameter{Name: name, Type: typeName} }

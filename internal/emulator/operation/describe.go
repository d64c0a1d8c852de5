package operation

import (
	"maps"
	"slices"

	"sns-dynamics/internal/emulator/edm"
	"sns-dynamics/internal/emulator/schema"
)

// Describe describes the functions and actions of Dataverse itself, with their types. The
// schema does not describe them.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-actions
func Describe(sc *schema.Schema) edm.Schema {
	var s edm.Schema
	const no = "false"
	guid := schema.EDMTypes[schema.KindGUID]
	s.EnumTypes = []edm.Enum{{Name: "TargetFieldType", Members: []edm.Member{{Name: "All", Value: 0}, {Name: "ValidForCreate", Value: 1}, {Name: "ValidForUpdate", Value: 2}, {Name: "ValidForRead", Value: 3}}}, {Name: "PrivilegeDepth", Members: []edm.Member{{Name: "Basic", Value: 0}, {Name: "Local", Value: 1}, {Name: "Deep", Value: 2}, {Name: "Global", Value: 3}}}}
	s.ComplexTypes = []edm.Type{
		{Name: "RolePrivilege", Properties: []edm.Property{
			{Name: "Depth", Type: edm.Alias + "PrivilegeDepth"}, {Name: "PrivilegeId", Type: guid},
			{Name: "BusinessUnitId", Type: guid}, {Name: "PrivilegeName", Type: schema.EDMTypes[schema.KindString]},
		}},
		{Name: "WhoAmIResponse", Properties: []edm.Property{
			{Name: "BusinessUnitId", Type: guid}, {Name: "UserId", Type: guid}, {Name: "OrganizationId", Type: guid},
		}},
		{Name: "GetTimeZoneCodeByLocalizedNameResponse", Properties: []edm.Property{{Name: "TimeZoneCode", Type: schema.EDMTypes[schema.KindInteger]}}},
		{Name: "RetrieveUserPrivilegesResponse", Properties: []edm.Property{{Name: "RolePrivileges", Type: "Collection(" + edm.Alias + "RolePrivilege)"}}},
	}
	s.Functions = []edm.Operation{
		{Name: "WhoAmI", Return: &edm.Parameter{Type: edm.Alias + "WhoAmIResponse", Nullable: no}},
		{
			Name: "RetrieveUserPrivileges", IsBound: true,
			Parameters: []edm.Parameter{{Name: "entity", Type: edm.Alias + "systemuser", Nullable: no}},
			Return:     &edm.Parameter{Type: edm.Alias + "RetrieveUserPrivilegesResponse", Nullable: no},
		},
	}
	s.Functions = append(s.Functions, edmFunctions()...)
	s.Actions = []edm.Operation{{Name: "AddPrivilegesRole", IsBound: true, Parameters: []edm.Parameter{
		{Name: "entity", Type: edm.Alias + "role", Nullable: no},
		{Name: "Privileges", Type: "Collection(" + edm.Alias + "RolePrivilege)", Nullable: no},
	}}}
	s.Actions = append(s.Actions, edmClosings(sc)...)
	for _, a := range tableActions() {
		if sc.ByName[a.table] == nil {
			continue
		}
		s.Actions = append(s.Actions, a.operation)
		if a.response.Name != "" {
			s.ComplexTypes = append(s.ComplexTypes, a.response)
		}
	}
	return s
}

// edmFunctions describes the functions.
func edmFunctions() []edm.Operation {
	var all []edm.Operation
	for _, f := range functions {
		o := edm.Operation{Name: f.name, Return: &edm.Parameter{Type: f.returns, Nullable: "false"}}
		for _, name := range slices.Sorted(maps.Keys(f.parameters)) {
			o.Parameters = append(o.Parameters, edm.Parameter{Name: name, Type: f.parameters[name], Nullable: "false"})
		}
		all = append(all, o)
	}
	return all
}

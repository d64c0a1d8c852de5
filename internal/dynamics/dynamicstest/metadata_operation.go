package dynamicstest

import (
	"maps"
	"slices"
)

// addOperations describes the functions and actions: Dataverse's own, which
// the schema does not describe, and the custom actions, which it does.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-actions
func (sc *schema) addOperations(s *edmSchema) {
	const no = "false"
	guid := edmTypes[kindGUID]
	s.EnumTypes = []edmEnum{{Name: "TargetFieldType", Members: []edmMember{{"All", 0}, {"ValidForCreate", 1}, {"ValidForUpdate", 2}, {"ValidForRead", 3}}}, {Name: "PrivilegeDepth", Members: []edmMember{{"Basic", 0}, {"Local", 1}, {"Deep", 2}, {"Global", 3}}}}
	s.ComplexTypes = []edmType{
		{Name: "RolePrivilege", Properties: []edmProperty{
			{Name: "Depth", Type: alias + "PrivilegeDepth"}, {Name: "PrivilegeId", Type: guid},
			{Name: "BusinessUnitId", Type: guid}, {Name: "PrivilegeName", Type: edmTypes[kindString]},
		}},
		{Name: "WhoAmIResponse", Properties: []edmProperty{
			{Name: "BusinessUnitId", Type: guid}, {Name: "UserId", Type: guid}, {Name: "OrganizationId", Type: guid},
		}},
		{Name: "GetTimeZoneCodeByLocalizedNameResponse", Properties: []edmProperty{{Name: "TimeZoneCode", Type: edmTypes[kindInteger]}}},
		{Name: "RetrieveUserPrivilegesResponse", Properties: []edmProperty{{Name: "RolePrivileges", Type: "Collection(" + alias + "RolePrivilege)"}}},
	}
	s.Functions = []edmOperation{
		{Name: "WhoAmI", Return: &edmParameter{Type: alias + "WhoAmIResponse", Nullable: no}},
		{
			Name: "RetrieveUserPrivileges", IsBound: true,
			Parameters: []edmParameter{{Name: "entity", Type: alias + "systemuser", Nullable: no}},
			Return:     &edmParameter{Type: alias + "RetrieveUserPrivilegesResponse", Nullable: no},
		},
	}
	s.Functions = append(s.Functions, edmFunctions()...)
	s.Actions = []edmOperation{{Name: "AddPrivilegesRole", IsBound: true, Parameters: []edmParameter{
		{Name: "entity", Type: alias + "role", Nullable: no},
		{Name: "Privileges", Type: "Collection(" + alias + "RolePrivilege)", Nullable: no},
	}}}
	if sc.byName["opportunityclose"] != nil {
		s.Actions = append(s.Actions, edmOperation{Name: "WinOpportunity", Parameters: []edmParameter{
			{Name: "OpportunityClose", Type: alias + "opportunityclose", Nullable: no},
			{Name: "Status", Type: edmTypes[kindInteger], Nullable: no},
		}})
	}
	for _, a := range sc.Actions {
		s.Actions = append(s.Actions, a.edmOperation())
		if len(a.Returns) > 0 {
			s.ComplexTypes = append(s.ComplexTypes, a.edmResponse())
		}
	}
	sc.Declared.addTo(s)
	for _, o := range s.Actions {
		if !o.IsBound {
			s.Container.Actions = append(s.Container.Actions, edmImport{Name: o.Name, Action: namespace + o.Name})
		}
	}
	s.Container.Functions = []edmImport{{Name: "WhoAmI", Function: namespace + "WhoAmI"}}
	for _, f := range functions {
		s.Container.Functions = append(s.Container.Functions, edmImport{Name: f.name, Function: namespace + f.name})
	}
}

// edmOperation describes a custom action. What it is bound to is its first
// parameter.
func (a *action) edmOperation() edmOperation {
	o := edmOperation{Name: a.Name, IsBound: a.Row != "" || a.Collection != ""}
	switch {
	case a.Row != "":
		o.Parameters = []edmParameter{{Name: "entity", Type: alias + a.Row, Nullable: "false"}}
	case a.Collection != "":
		o.Parameters = []edmParameter{{Name: "entityset", Type: "Collection(" + alias + a.Collection + ")", Nullable: "false"}}
	}
	for _, name := range slices.Sorted(maps.Keys(a.columns)) {
		p := edmParameter{Name: name, Type: a.columns[name].edmType()}
		if p.Type == edmTypes[kindString] {
			p.Unicode = "false"
		}
		if !a.optional[name] {
			p.Nullable = "false"
		}
		o.Parameters = append(o.Parameters, p)
	}
	for _, c := range a.Creates {
		if a.ReturnsRow != "" && c.As == a.ReturnsRow {
			o.Return = &edmParameter{Type: alias + c.Table, Nullable: "false"}
		}
	}
	if a.ReturnType != "" {
		o.Return = &edmParameter{Type: a.ReturnType, Nullable: "false"}
	}
	if len(a.Returns) > 0 {
		o.Return = &edmParameter{Type: alias + a.Name + "Response", Nullable: "false"}
	}
	return o
}

// edmResponse describes the values a custom action answers with, all of them
// texts of the schema.
func (a *action) edmResponse() edmType {
	e := edmType{Name: a.Name + "Response"}
	for _, name := range slices.Sorted(maps.Keys(a.Returns)) {
		e.Properties = append(e.Properties, edmProperty{Name: name, Type: edmTypes[kindString], Unicode: "false"})
	}
	return e
}

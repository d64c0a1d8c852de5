package metadata

import (
	"maps"
	"slices"

	"sns-dynamics/internal/emulator/edm"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
)

// addOperations adds operations to the document: the functions and actions of Dataverse
// itself, which are not in the schema, and the custom actions, which are in the schema.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-actions
func addOperations(sc *schema.Schema, s *edm.Schema, own edm.Schema) {
	s.EnumTypes, s.ComplexTypes = slices.Clone(own.EnumTypes), slices.Clone(own.ComplexTypes)
	s.Functions, s.Actions = slices.Clone(own.Functions), slices.Clone(own.Actions)
	for _, a := range sc.Actions {
		s.Actions = append(s.Actions, actionOperation(a))
		if len(a.Returns) > 0 {
			s.ComplexTypes = append(s.ComplexTypes, actionResponse(a))
		}
	}
	addDeclared(sc.Declared, s)
	for _, o := range s.Actions {
		if !o.IsBound {
			s.Container.Actions = append(s.Container.Actions, edm.Import{Name: o.Name, Action: odata.Namespace + o.Name})
		}
	}
	for _, f := range own.Functions {
		if !f.IsBound {
			s.Container.Functions = append(s.Container.Functions, edm.Import{Name: f.Name, Function: odata.Namespace + f.Name})
		}
	}
}

// actionOperation describes a custom action. Its first parameter is the binding parameter.
func actionOperation(a *schema.Action) edm.Operation {
	o := edm.Operation{Name: a.Name, IsBound: a.Row != "" || a.Collection != ""}
	switch {
	case a.Row != "":
		o.Parameters = []edm.Parameter{{Name: "entity", Type: edm.Alias + a.Row, Nullable: "false"}}
	case a.Collection != "":
		o.Parameters = []edm.Parameter{{Name: "entityset", Type: "Collection(" + edm.Alias + a.Collection + ")", Nullable: "false"}}
	}
	for _, name := range slices.Sorted(maps.Keys(a.Columns)) {
		p := edm.Parameter{Name: name, Type: a.Columns[name].EDMType()}
		if p.Type == schema.EDMTypes[schema.KindString] {
			p.Unicode = "false"
		}
		if !a.Optional[name] {
			p.Nullable = "false"
		}
		o.Parameters = append(o.Parameters, p)
	}
	for _, c := range a.Creates {
		if a.ReturnsRow != "" && c.As == a.ReturnsRow {
			o.Return = &edm.Parameter{Type: edm.Alias + c.Table, Nullable: "false"}
		}
	}
	if a.ReturnType != "" {
		o.Return = &edm.Parameter{Type: a.ReturnType, Nullable: "false"}
	}
	if len(a.Returns) > 0 {
		o.Return = &edm.Parameter{Type: edm.Alias + a.Name + "Response", Nullable: "false"}
	}
	return o
}

// actionResponse describes the values in the response of a custom action. All of them are
// texts of the schema.
func actionResponse(a *schema.Action) edm.Type {
	e := edm.Type{Name: a.Name + "Response"}
	for _, name := range slices.Sorted(maps.Keys(a.Returns)) {
		e.Properties = append(e.Properties, edm.Property{Name: name, Type: schema.EDMTypes[schema.KindString], Unicode: "false"})
	}
	return e
}

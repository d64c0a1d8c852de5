package orgschema

import (
	"slices"

	"sns-dynamics/internal/csdl"
	"sns-dynamics/internal/emulator/edm"
	"sns-dynamics/internal/emulator/schema"
)

// bulk are the messages for many rows. The emulator has them for every table that supports
// them.
var bulk = []string{"CreateMultiple", "UpdateMultiple", "UpsertMultiple", "DeleteMultiple"}

// addOperations makes the actions. An action of the default schema that the org also has
// keeps its effect. The effect of every other action is unknown.
func (m *maker) addOperations(d *csdl.Document) {
	for _, o := range d.Actions {
		if slices.Contains(bulk, o.Name) {
			continue
		}
		a := &schema.Action{Name: o.Name, Parameters: map[string]string{}, Unknown: true, ReturnType: qualified(o.Returns)}
		parameters := o.Parameters
		if o.Bound {
			target, collection := csdl.Item(parameters[0].Type)
			if m.tables[target] == nil {
				m.skip(o.Line, "Action %s: it is bound to %s, of which the emulator has no table", o.Name, target)
				m.after.NotCovered = append(m.after.NotCovered, o.Name)
				continue
			}
			if a.Row = target; collection {
				a.Row, a.Collection = "", target
			}
			parameters = parameters[1:]
		}
		for _, p := range parameters {
			spec := typeSpec(p)
			if kindOf(spec) == "Memo" {
				spec = "String"
			}
			if !p.NotNull {
				spec += " optional"
			}
			a.Parameters[p.Name] = spec
		}
		if own := m.ownAction(a); own != nil {
			a = own
		}
		if !has(m.after.Actions, a) {
			m.after.Actions = append(m.after.Actions, a)
		}
	}
	// The default schema's actions come first, in the order of the document that the
	// emulator serves.
	slices.SortStableFunc(m.after.Actions, func(a, b *schema.Action) int { return m.rank(a) - m.rank(b) })
}

// has reports whether the list has an action with that name and that binding.
func has(list []*schema.Action, a *schema.Action) bool { return indexOf(list, a) >= 0 }

func indexOf(list []*schema.Action, a *schema.Action) int {
	return slices.IndexFunc(list, func(b *schema.Action) bool {
		return a.Name == b.Name && a.Row == b.Row && a.Collection == b.Collection
	})
}

func (m *maker) rank(a *schema.Action) int {
	if i := indexOf(m.before.Actions, a); i >= 0 {
		return i
	}
	return len(m.before.Actions)
}

// ownAction returns the action of the default schema, if the schema has everything that the
// action needs.
func (m *maker) ownAction(a *schema.Action) *schema.Action {
	i := indexOf(m.before.Actions, a)
	if i < 0 {
		return nil
	}
	own := m.before.Actions[i]
	if slices.ContainsFunc(own.Creates, func(c schema.Creation) bool { return m.tables[c.Table] == nil }) {
		return nil
	}
	for name := range own.Parameters {
		if a.Parameters[name] == "" {
			return nil
		}
	}
	if len(a.Parameters) != len(own.Parameters) {
		return nil
	}
	return own
}

// declare copies the declarations that the emulator only repeats.
func (m *maker) declare(d *csdl.Document) {
	to := &m.after.Declared
	for _, t := range d.ComplexTypes {
		c := edm.Type{Name: t.Name, BaseType: qualified(t.Base), Abstract: t.Abstract, OpenType: t.Open}
		for _, p := range t.Properties {
			c.Properties = append(c.Properties, edm.Property{Name: p.Name, Type: qualified(p.Type)})
		}
		if !m.answerOfOwn(t.Name) {
			to.ComplexTypes = append(to.ComplexTypes, c)
		}
	}
	for _, t := range d.EnumTypes {
		e := edm.Enum{Name: t.Name, Members: []edm.Member{}}
		for _, v := range t.Members {
			e.Members = append(e.Members, edm.Member(v))
		}
		to.EnumTypes = append(to.EnumTypes, e)
	}
	for _, o := range d.Functions {
		f := edm.Operation{Name: o.Name, IsBound: o.Bound}
		for _, p := range o.Parameters {
			f.Parameters = append(f.Parameters, parameter(p))
		}
		if o.Returns != "" {
			f.Return = &edm.Parameter{Type: qualified(o.Returns), Nullable: "false"}
		}
		to.Functions = append(to.Functions, f)
	}
}

func parameter(p csdl.Property) edm.Parameter {
	made := edm.Parameter{Name: p.Name, Type: qualified(p.Type)}
	if p.NotNull {
		made.Nullable = "false"
	}
	return made
}

// answerOfOwn reports whether the emulator declares a type for the response of an action of
// the default schema.
func (m *maker) answerOfOwn(name string) bool {
	return slices.ContainsFunc(m.after.Actions, func(a *schema.Action) bool { return len(a.Returns) > 0 && a.Name+"Response" == name })
}

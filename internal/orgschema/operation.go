package orgschema

import (
	"slices"

	"sns-dynamics/internal/csdl"
)

// bulk are the messages for many rows, which the emulator has for every table
// that takes them.
var bulk = []string{"CreateMultiple", "UpdateMultiple", "UpsertMultiple", "DeleteMultiple"}

// addOperations makes the actions. Those of the emulator's own that the org has
// as well do what they do there; of the others nobody knows what they do.
func (m *maker) addOperations(d *csdl.Document) {
	for _, o := range d.Actions {
		if slices.Contains(bulk, o.Name) {
			continue
		}
		a := action{Name: o.Name, Parameters: map[string]string{}, Unknown: true, ReturnType: qualified(o.Returns)}
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
			a = *own
		}
		if !slices.ContainsFunc(m.after.Actions, a.same) {
			m.after.Actions = append(m.after.Actions, a)
		}
	}
	// In their own order first, which is that of the document the emulator serves.
	slices.SortStableFunc(m.after.Actions, func(a, b action) int { return m.rank(a) - m.rank(b) })
}

func (a action) same(b action) bool {
	return a.Name == b.Name && a.Row == b.Row && a.Collection == b.Collection
}

func (m *maker) rank(a action) int {
	if i := slices.IndexFunc(m.before.Actions, a.same); i >= 0 {
		return i
	}
	return len(m.before.Actions)
}

// ownAction is the action as the emulator knows it, if all is there that it works
// on.
func (m *maker) ownAction(a action) *action {
	i := slices.IndexFunc(m.before.Actions, a.same)
	if i < 0 {
		return nil
	}
	own := &m.before.Actions[i]
	if slices.ContainsFunc(own.Creates, func(c creation) bool { return m.tables[c.Table] == nil }) {
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

// declare takes over what the emulator only repeats.
func (m *maker) declare(d *csdl.Document) {
	to := &m.after.Declared
	for _, t := range d.ComplexTypes {
		c := complexType{Name: t.Name, BaseType: qualified(t.Base), Abstract: t.Abstract, OpenType: t.Open}
		for _, p := range t.Properties {
			c.Properties = append(c.Properties, property{Name: p.Name, Type: qualified(p.Type)})
		}
		if !m.answerOfOwn(t.Name) {
			to.ComplexTypes = append(to.ComplexTypes, c)
		}
	}
	for _, t := range d.EnumTypes {
		e := enumType{Name: t.Name, Members: []member{}}
		for _, v := range t.Members {
			e.Members = append(e.Members, member(v))
		}
		to.EnumTypes = append(to.EnumTypes, e)
	}
	for _, o := range d.Functions {
		f := function{Name: o.Name, IsBound: o.Bound}
		for _, p := range o.Parameters {
			f.Parameters = append(f.Parameters, parameter(p))
		}
		if o.Returns != "" {
			f.Return = &property{Type: qualified(o.Returns), Nullable: "false"}
		}
		to.Functions = append(to.Functions, f)
	}
}

func parameter(p csdl.Property) property {
	made := property{Name: p.Name, Type: qualified(p.Type)}
	if p.NotNull {
		made.Nullable = "false"
	}
	return made
}

// answerOfOwn reports whether the emulator declares a type for the answer of an
// action of its own.
func (m *maker) answerOfOwn(name string) bool {
	return slices.ContainsFunc(m.after.Actions, func(a action) bool { return len(a.Returns) > 0 && a.Name+"Response" == name })
}

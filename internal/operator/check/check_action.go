package check

import (
	"maps"
	"slices"

	"sns-dynamics/internal/csdl"
	"sns-dynamics/internal/operation"
)

// action checks the name, the binding and the parameters of an action.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/use-web-api-actions
func (c *checker) action(table string, known bool, op operation.Operation) {
	where, name := at{"action"}, csdl.Bare(op.Action)
	all := c.Actions[name]
	switch {
	case len(all) == 0 && slices.Contains(c.Functions, name):
		c.add(where, "a function: it changes nothing, and a message cannot call it")
		return
	case len(all) == 0:
		c.unknown(where, askForAction(name), "no such action%s", c.meant(name, slices.Collect(maps.Keys(c.Actions))))
		return
	case op.EntitySet != "" && !known:
		return // another problem reports the unknown entity set
	}
	i := slices.IndexFunc(all, func(a Action) bool { return a.Binding == bindingOf(op) && (table == "" || c.isA(table, a.BoundTo)) })
	if i < 0 {
		c.add(where, "%s", c.howBound(all[0]))
		return
	}
	if all[i].Binding == Unbound && name != op.Action {
		c.add(where, "an unbound action goes by its name alone, without a namespace")
	}
	c.parameters(all[i], op)
}

func bindingOf(op operation.Operation) Binding {
	switch {
	case op.EntitySet == "":
		return Unbound
	case op.Row.IsZero():
		return ToCollection
	}
	return ToRow
}

// howBound describes the fields that a message needs for an action.
func (c *checker) howBound(a Action) string {
	sets := oneOf(c.setsOf(a.BoundTo))
	switch a.Binding {
	case ToRow:
		return "bound to a row of " + sets + ": give that as entitySet, and id or key"
	case ToCollection:
		return "bound to the table " + sets + ": give that as entitySet, and no id or key"
	}
	return "an unbound action: give no entitySet, id or key"
}

func (c *checker) parameters(a Action, op operation.Operation) {
	where := at{"parameters"}
	given, _ := operation.Value(op.Parameters).(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(a.Parameters)) {
		if _, ok := given[name]; !ok && a.Parameters[name].NotNull {
			c.add(where.below(name), "missing, required for %s", csdl.Bare(op.Action))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		here := where.below(name)
		parameter, ok := a.Parameters[name]
		if !ok {
			c.add(here, "no such parameter of %s%s", csdl.Bare(op.Action), c.meant(name, slices.Collect(maps.Keys(a.Parameters))))
			continue
		}
		c.value(given[name], parameter, here)
	}
}

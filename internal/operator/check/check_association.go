package check

import (
	"slices"

	"sns-dynamics/internal/operation"
)

// association checks an associate or disassociate. Another problem reports an unknown table.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/associate-disassociate-entities-using-web-api
func (c *checker) association(table string, known bool, op operation.Operation) {
	target, isCollection := "", false
	if known {
		target, isCollection = c.navigation(table, op.NavigationProperty)
	}
	where := at{"related", "entitySet"}
	related, ok := c.set(op.Related.EntitySet, where)
	if !ok {
		return
	}
	c.row(related, op.Related.Row, at{"related", "key"})
	if isCollection && c.Types[target] != nil && !c.isA(related, target) {
		c.add(where, "%s leads to %s", op.NavigationProperty, oneOf(c.setsOf(target)))
	}
}

// navigation returns the target table of a collection-valued navigation property.
func (c *checker) navigation(table, name string) (target string, ok bool) {
	if target, ok := c.collection(table, name); ok {
		return target, true
	}
	where := at{"navigationProperty"}
	if _, single := c.lookup(table, name); single {
		c.add(where, "single-valued: set it, or clear it with null, by %s@odata.bind in an update", name)
		return "", false
	}
	if lookups := slices.Concat(c.lookupsOf(table, name), c.lookupsOf(table, "_"+name+"_value")); len(lookups) > 0 {
		c.add(where, "a lookup: set it, or clear it with null, by %s in an update", bindings(lookups))
		return "", false
	}
	c.unknown(where, c.askForMember(table, name), "no such collection-valued navigation property of %s%s", table, c.meant(name, c.collectionNames(table)))
	return "", false
}

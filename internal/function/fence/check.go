package fence

import (
	"context"
	"strings"

	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/operation"
)

// check is one call of [Fence.Check].
type check struct {
	Fence
	ctx         context.Context
	definitions *Definitions
	found       Error
	needsMore   bool // the definitions cannot be read that decide about the message
}

// Check reports whether the fence allows an operation, before anything of it is sent. It reads
// definitions only if the fence names the allowed tables and the operation names a table by its
// logical name, inserts related rows, or lists parties of an activity.
//
// The error is an [*Error], or the error of [dynamics.Names] if the definitions cannot be read.
func (f Fence) Check(ctx context.Context, d *Definitions, op operation.Operation) error {
	c := &check{Fence: f, ctx: ctx, definitions: d}
	c.kind("", op)
	for i, part := range op.Operations {
		c.kind(operation.PartPointer(i), part)
	}
	if op.Impersonate != (operation.Impersonation{}) && !f.AllowsImpersonation() {
		c.refuse("/impersonate", parameterImpersonation, "is no")
	}
	if len(op.Bypass) > 0 && !f.AllowsBypass() {
		c.refuse("/bypass", parameterBypass, "is no")
	}
	c.rows("", op)
	for i, part := range op.Operations {
		c.rows(operation.PartPointer(i), part)
	}
	switch {
	case len(c.found.Problems) > 0:
		return &c.found
	case c.needsMore:
		return d.err
	}
	return nil
}

// refuse adds a problem with a list of the fence.
func (c *check) refuse(pointer, parameter, text string) {
	c.found.add(pointer, c.parameter(parameter), text)
}

// kind checks the kind of an operation, and the name of an action.
func (c *check) kind(pointer string, op operation.Operation) {
	if !c.AllowsOperation(op.Kind) {
		c.refuse(pointer+"/operation", parameterOperations, "does not name "+string(op.Kind))
	}
	if op.Kind == operation.Action && !c.allowsAction(op.Action) {
		c.refuse(pointer+"/action", parameterActions, "does not name "+withoutNamespace(op.Action))
	}
}

// rows checks the tables whose rows an operation writes.
func (c *check) rows(pointer string, op operation.Operation) {
	if c.tables == nil {
		return
	}
	if op.EntitySet != "" {
		c.entitySet(pointer+"/entitySet", op.EntitySet)
	}
	if op.Table != "" {
		c.table(pointer+"/table", op.Table)
	}
	if op.Related.EntitySet != "" {
		c.entitySet(pointer+"/related/entitySet", op.Related.EntitySet)
	}
	if len(op.Data) > 0 {
		c.data(pointer+"/data", op)
	}
	if len(op.Values) > 0 {
		c.parties(pointer+"/values", op.Values)
	}
}

// entitySet checks a table that the message names by its entity set.
func (c *check) entitySet(pointer, name string) {
	if !c.allowsTable(name) {
		c.refuse(pointer, parameterTables, "does not name "+name)
	}
}

// table checks a table by its logical name.
func (c *check) table(pointer, name string) {
	if c.tables.isAny {
		// The names of the environment would cost a request.
		if set, found := c.administration.ofTable(name); found {
			c.entitySet(pointer, set)
		}
		return
	}
	if !c.mayRead() {
		return
	}
	switch set := c.definitions.entitySet(c.ctx, name); {
	case !c.isRead():
	case set == "":
		c.refuse(pointer, parameterTables, "names no entity set of "+name+", which the environment does not have")
	default:
		c.entitySet(pointer, set)
	}
}

// mayRead reports whether definitions may be read: a message that is refused anyway costs no
// request.
func (c *check) mayRead() bool { return !c.needsMore && len(c.found.Problems) == 0 }

// isRead reports whether the definitions that were asked for could be read.
func (c *check) isRead() bool {
	c.needsMore = c.definitions.err != nil
	return !c.needsMore
}

// withoutNamespace returns the name of an action without the namespace of Dataverse.
func withoutNamespace(action string) string { return strings.TrimPrefix(action, webapi.Namespace) }

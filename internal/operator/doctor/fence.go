package doctor

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/stack"
)

// narrow is the command that limits what messages may ask for.
func narrow(deployed stack.Outputs) string {
	return "allow only what your messages need, such as: " + deployed.DeployCommand("AllowedOperations=create,update,upsert", "AllowedTables=contacts")
}

// fenced reads what messages may ask for from the variables of the function.
func (e *examination) fenced(context.Context) Finding {
	switch {
	case e.functionARN == "":
		return Finding{Status: NotChecked, Found: "not checked: see deployed code"}
	case e.variables == nil:
		// As dynctl emulate, which runs the function in its own process.
		return Finding{Status: NotChecked, Found: "not checked: AWS names no variables of " + e.deployed.FunctionName}
	}
	f, err := fence.FromEnv(func(name string) (string, bool) {
		value, isSet := e.variables[name]
		return value, isSet
	})
	if err != nil {
		return failed("the function does not start: "+err.Error(), "deploy with a correct value of that parameter")
	}
	e.fence = &f
	unlimited := f.Unlimited()
	switch {
	case !f.HasLimits():
		return warning("messages may ask for everything that the application user may do", narrow(e.deployed))
	case len(unlimited) > 0:
		return warning(f.String()+": no limit by "+strings.Join(unlimited, ", "), narrow(e.deployed))
	}
	return found(f.String())
}

// allowed compares the privileges on tables with the operations that the fence allows: for
// the tables that the fence names and that the user of the command names.
func (e *examination) allowed(ctx context.Context) Finding {
	switch {
	case e.fence == nil:
		return Finding{Status: NotChecked, Found: "not checked: see fence"}
	case e.mayErr != nil:
		return Finding{Status: NotChecked, Found: "not checked: see impersonation"}
	}
	names, _ := e.fence.Tables()
	for _, name := range e.Tables {
		names = append(names, e.tables.entitySet(name))
	}
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	if len(names) == 0 {
		return Finding{Status: NotChecked, Found: "not checked: give --table, as AllowedTables names no table"}
	}
	var lacks, excess []string
	var grant strings.Builder
	for _, name := range names {
		lacking, more, err := e.compare(ctx, name, &grant)
		if err != nil {
			return e.failure(err)
		}
		lacks, excess = append(lacks, lacking...), append(excess, more...)
	}
	switch {
	case len(lacks) > 0:
		return failed("messages that the fence allows will fail: "+strings.Join(lacks, ", "),
			"take the operation or the table out of the fence; or give the privileges: "+setUpAppUser+grant.String())
	case len(excess) > 0:
		return warning("the role gives more than the fence allows: "+strings.Join(excess, ", "), "take the privilege out of the role")
	}
	// The layer of a table that failed says which privileges are missing.
	given := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return e.down[e.tables.layer(name)] })
	if len(given) == 0 {
		return Finding{Status: NotChecked, Found: "not checked: see " + e.tables.layer(names[0])}
	}
	return found(fmt.Sprintf("the role gives what the fence allows on %s", strings.Join(given, ", ")))
}

// compare returns the privileges that the role lacks on a table for the operations that the
// fence allows, and the privileges to delete that the role gives although the fence allows no
// delete. It adds to grant the flags of the command that gives the missing privileges. The layer
// of a table in Tables reports the privileges that the role lacks on the table.
func (e *examination) compare(ctx context.Context, entitySet string, grant *strings.Builder) (lacks, excess []string, err error) {
	hasLayer := e.tables.layer(entitySet) != ""
	t, ok, err := e.tables.byEntitySet(ctx, entitySet)
	switch {
	case err != nil:
		return nil, nil, err
	case !ok && hasLayer:
		return nil, nil, nil
	case !ok:
		return []string{"no entity set " + entitySet}, nil, nil
	case t.LogicalName == "":
		return nil, nil, nil // the layer of the table says that the privileges cannot be read
	}
	all, err := e.environment.TablePrivileges(ctx, t.LogicalName)
	flags := ""
	for _, p := range all {
		i := slices.IndexFunc(rights(), func(r right) bool { return r.privilege == p.Type })
		if i < 0 {
			continue
		}
		holds, r := e.privileges[p.Name] != "", rights()[i]
		switch {
		case needs(e.fence, r) && !holds && !hasLayer:
			lacks = append(lacks, p.Name+" is missing")
			flags += r.flag
		case r.privilege == "Delete" && holds && !e.fence.AllowsOperation(operation.Delete):
			excess = append(excess, p.Name)
		}
	}
	if len(lacks) > 0 {
		grant.WriteString(" --table " + entitySet + flags)
	}
	return lacks, excess, err
}

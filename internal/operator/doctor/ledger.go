package doctor

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/operator/setup"
)

// setUpLedger is the command that creates the ledger table, and gives a role of the application
// user the privileges on it. An empty role stands for the role that dynctl creates.
func setUpLedger(role string) string {
	role = cmp.Or(role, "SNS Dynamics")
	return "dynctl setup ledger --token-stdin --role '" + strings.ReplaceAll(role, "'", `'\''`) + "'"
}

// checkLedger checks the table that actions with once need. Without the option Once, a missing
// table is no failure: most deployments have no such actions.
func checkLedger(e *examination, ctx context.Context) Finding {
	name := cmp.Or(e.deployed.LedgerTable, config.DefaultLedgerTable())
	t, ok, err := e.tables.byEntitySet(ctx, name)
	switch {
	case err != nil:
		return e.failure(err)
	case !ok && e.Once:
		return failed("there is no table "+name, "create it: "+setUpLedger(e.role))
	case !ok:
		return found("no table " + name + ": actions with once would wait")
	case t.LogicalName == "":
		return warning(name+" exists; the user may not read the privileges on it", "to check them, add prvReadEntity to the role")
	}
	all, unread := e.privilegesOn(ctx, t)
	if unread != nil {
		return *unread
	}
	var lacks []string
	for _, p := range all {
		if slices.Contains(setup.LedgerPrivileges(), p.Type) && e.privileges[p.Name] == "" {
			lacks = append(lacks, p.Name)
		}
	}
	if len(lacks) > 0 {
		return failed("the application user lacks "+strings.Join(lacks, ", "), "give the privileges: "+setUpLedger(e.role))
	}
	return found(name + ": the user may create and read rows")
}

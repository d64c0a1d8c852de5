package doctor

import (
	"cmp"
	"context"

	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/operator/setup"
)

// setUpLedger is the command that creates the ledger table, and gives the role that dynctl
// creates the privileges on it.
const setUpLedger = "dynctl setup ledger --token-stdin --role 'SNS Dynamics'"

// checkLedger checks the table that actions with once need. Without the option Once, a missing
// table is no failure: most deployments have no such actions.
func checkLedger(e *examination, ctx context.Context) Finding {
	name := cmp.Or(e.deployed.LedgerTable, config.DefaultLedgerTable())
	t, ok, err := e.tableOf(ctx, name)
	const fix = "create it: " + setUpLedger
	switch {
	case err != nil:
		return e.failure(err)
	case !ok && e.Once:
		return failed("there is no table "+name, fix)
	case !ok:
		return found("no table " + name + ": actions with once would wait")
	case t.LogicalName == "":
		return warning(name+" exists; the user may not read the privileges on it", "to check them, add prvReadEntity to the role")
	}
	return privilegesOn(e, ctx, t, setup.LedgerPrivileges(), "give the privileges: "+setUpLedger, name+": the user may create and read rows")
}

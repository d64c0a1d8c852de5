package setup

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/operator/environment"
)

const (
	// LedgerSchemaName is the schema name of the ledger table, unless the caller gives
	// another name.
	LedgerSchemaName = "snsdyn_Ledger"
	// LedgerDays is the age, in days, at which the clean-up deletes a row of the ledger.
	LedgerDays = 30
)

// Ledger is the table that actions with once need.
type Ledger struct {
	// SchemaName is the schema name of the table, with the prefix of a publisher.
	SchemaName string
	// Role is the name of the security role of the application user, in the root business
	// unit. Empty means that no role gets privileges.
	Role string
	// Now is the wall clock, for the start of the clean-up.
	Now func() time.Time
	// IsDryRun prevents every request that would change something.
	IsDryRun bool
}

// LedgerOutcome is the result of all steps that were done.
type LedgerOutcome struct {
	Steps []Step `json:"steps"`
	// EntitySet is the entity set name of the table, for the parameter LedgerTable. In a
	// dry run it is empty if the table does not exist.
	EntitySet string `json:"entitySet"`
	// Privileges are the names of the privileges that the role gets.
	Privileges []string `json:"privileges"`
	IsDryRun   bool     `json:"dryRun"`
}

// UnknownRole is the error for a role that does not exist.
type UnknownRole struct{ Name string }

// Error names the role.
func (u *UnknownRole) Error() string {
	return fmt.Sprintf("no security role of the root business unit is called %q", u.Name)
}

// SetUp looks up the role, creates the table, gives the role the privileges to create and to read its rows, and
// starts the daily job that deletes rows older than [LedgerDays]. The client is an
// administrator's. Each step reads first, sends only the requests that are missing, and reads
// again, so SetUp can be interrupted and run again at any point. It calls progress after each
// step.
//
// The error is an [*UnknownRole], an [*Incomplete] or one of [dynamics.Client.Do].
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-update-entity-definitions-using-web-api
// and https://learn.microsoft.com/power-apps/developer/data-platform/delete-data-bulk
func (l Ledger) SetUp(ctx context.Context, c *dynamics.Client, progress func(Step)) (LedgerOutcome, error) {
	r := &ledgerRun{
		Ledger: l, steps: steps{client: c, isDryRun: l.IsDryRun}, environment: environment.New(c),
		outcome: LedgerOutcome{Steps: []Step{}, Privileges: []string{}, IsDryRun: l.IsDryRun},
	}
	all := []lookup{{"ledger table", r.lookForTable}}
	if l.Role != "" {
		// Before the table, which nobody could use without the role.
		if err := r.findRole(ctx); err != nil {
			return r.outcome, err
		}
		all = append(all, lookup{"privileges", r.lookForPrivileges})
	}
	all = append(all, lookup{"clean-up", r.lookForCleanUp})
	done, err := r.do(ctx, all, progress)
	r.outcome.Steps = done
	return r.outcome, err
}

// ledgerRun is one call of [Ledger.SetUp].
type ledgerRun struct {
	Ledger
	steps
	environment environment.Environment
	outcome     LedgerOutcome
	roleID      string // empty without a role
}

// findRole looks up the role. The error for a role that does not exist is an [*UnknownRole].
func (r *ledgerRun) findRole(ctx context.Context) error {
	unit, err := r.environment.RootBusinessUnit(ctx)
	if err != nil {
		return err
	}
	roles, err := r.environment.Roles(ctx, unit.ID, r.Role)
	if err != nil {
		return err
	}
	if len(roles) == 0 {
		return &UnknownRole{r.Role}
	}
	r.roleID = roles[0].ID
	return nil
}

// logicalName is the logical name of the table.
func (l Ledger) logicalName() string { return strings.ToLower(l.SchemaName) }

func (r *ledgerRun) lookForTable(ctx context.Context) (looked, error) {
	tables, err := r.environment.Tables(ctx)
	if err != nil {
		return looked{}, err
	}
	for _, t := range tables {
		if t.LogicalName == r.logicalName() {
			r.outcome.EntitySet = t.EntitySet
			return looked{found: t.EntitySet}, nil
		}
	}
	return looked{"none", []Request{{
		Op: "create the ledger table", Method: http.MethodPost, Path: "EntityDefinitions", Body: body(r.definition()),
	}}}, nil
}

// LedgerPrivileges are the rights on rows of the ledger that the application user needs.
func LedgerPrivileges() []string { return []string{"Create", "Read"} }

func (r *ledgerRun) lookForPrivileges(ctx context.Context) (looked, error) {
	if r.outcome.EntitySet == "" { // a dry run
		return grant(r.roleID, r.placeholders(), nil), nil
	}
	wanted, err := r.wanted(ctx)
	if err != nil {
		return looked{}, err
	}
	held, err := r.environment.RolePrivileges(ctx, r.roleID)
	if err != nil {
		return looked{}, err
	}
	return grant(r.roleID, wanted, held), nil
}

// placeholders are the privileges on a table that does not exist.
func (r *ledgerRun) placeholders() []environment.Privilege {
	var all []environment.Privilege
	for _, kind := range LedgerPrivileges() {
		all = append(all, environment.Privilege{ID: orPlaceholder("", "id of the privilege to "+strings.ToLower(kind))})
	}
	return all
}

// wanted reads the privileges on the table that the role needs.
func (r *ledgerRun) wanted(ctx context.Context) ([]environment.Privilege, error) {
	all, err := r.environment.TablePrivileges(ctx, r.logicalName())
	if err != nil {
		return nil, err
	}
	var wanted []environment.Privilege
	r.outcome.Privileges = []string{}
	for _, kind := range LedgerPrivileges() {
		for _, p := range all {
			if p.Type == kind {
				wanted = append(wanted, p)
				r.outcome.Privileges = append(r.outcome.Privileges, p.Name)
			}
		}
	}
	return wanted, nil
}

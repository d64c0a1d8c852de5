package dynamics

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sns-dynamics/internal/dynamics/values"
	"sns-dynamics/internal/errorcode"
	"sns-dynamics/internal/operation"
)

const (
	// maxLedgerAge is the age of a message from which on the ledger proves nothing. The
	// clean-up of the ledger deletes rows that are 30 days old. The difference of a day is
	// for differences between clocks and for the time zone of the clean-up.
	maxLedgerAge = 29 * 24 * time.Hour
	// maxLedgerParts is the limit of Dataverse for a change set, without the row of the
	// ledger.
	maxLedgerParts = 999

	findingLedger  = "ledger"
	findingExpired = "expired"
)

// ledgerRun is an operation that needs a row of the ledger table.
type ledgerRun struct {
	*Client
	op operation.Operation
}

// run carries out the operation in one change set that first creates a row of the ledger
// table. If the row is there, the operation has run, and the outcome is [Exists].
func (l ledgerRun) run(ctx context.Context) (Result, error) {
	if err := l.check(ctx); err != nil {
		return Result{}, leave(l.op, err)
	}
	result, err := l.Client.run(ctx, l.batch())
	if sets := result.EntitySets; sets != nil { // the first of them is the ledger table
		own := (*sets)[1:]
		result.EntitySets = &own
	}
	return result, l.ofOperation(err)
}

// check refuses an operation that the ledger cannot protect. It reads the definition of the
// ledger table once in the life of the client: Dataverse's refusal of a table that does not
// exist would not say which operation of the change set it is about.
func (l ledgerRun) check(ctx context.Context) error {
	op := l.op
	switch {
	case l.ledger == "" || op.Ledger.ID == "":
		return ledgerRefusal(op, "the action has once, and there is no ledger table")
	case l.now().Sub(op.Ledger.Published) > maxLedgerAge:
		return refuse(op, findingExpired, "the message was published over 29 days ago: the ledger no longer tells whether its action ran")
	case len(op.Operations) > maxLedgerParts:
		return refuse(op, "rejected", fmt.Sprintf("expected at most %d operations beside the row of the ledger, got %d", maxLedgerParts, len(op.Operations)))
	}
	_, err := l.retry(ctx, definitionRequest, 0, func() error {
		found, err := l.definitions(ctx, l.ledger)
		if err != nil {
			return err
		}
		if _, ok := found[l.ledger]; !ok {
			return ledgerRefusal(op, "the ledger table "+l.ledger+" does not exist")
		}
		return nil
	})
	return err
}

// ledgerRefusal is the error of an operation for which the ledger table is missing. The
// message is valid.
func ledgerRefusal(op operation.Operation, message string) *Error {
	e := refuse(op, findingLedger, message)
	e.class = operation.Misconfigured
	return e
}

// batch returns the batch that creates the row of the ledger and then carries out the
// operation, with the user and the options of the operation.
func (l ledgerRun) batch() operation.Operation {
	op := l.op
	row := operation.Operation{
		Kind: operation.Create, EntitySet: l.ledger, Row: operation.Row{ID: op.Ledger.ID}, Derived: true, Data: json.RawMessage("{}"),
	}
	parts := op.Operations
	if op.Kind != operation.Batch {
		parts = []operation.Operation{{
			Kind: op.Kind, EntitySet: op.EntitySet, Row: op.Row, Action: op.Action, Parameters: op.Parameters, Repeatable: op.Repeatable, Once: op.Once,
		}}
	}
	sequence := op.Sequence
	if sequence != nil { // of a batch: it guards an operation by its position
		moved := *sequence
		moved.Part++
		sequence = &moved
	}
	return operation.Operation{
		Kind: operation.Batch, HasLedger: true, Sequence: sequence, Operations: append([]operation.Operation{row}, parts...),
		Published: op.Published, Ordered: op.Ordered,
		Impersonate: op.Impersonate, DetectDuplicates: op.DetectDuplicates, Bypass: op.Bypass, Tag: op.Tag,
	}
}

// ofOperation returns an error of the batch as an error of the operation. An error about the
// row of the ledger is [operation.Misconfigured], unless it may pass by itself: no message can
// make Dataverse refuse that row.
func (l ledgerRun) ofOperation(err error) error {
	op := l.op
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	if e.Op == string(operation.Batch) {
		e.Op = string(op.Kind)
	}
	if refused, ok := errors.AsType[*values.Error](e.Err); ok {
		e.Err = withoutLedger(refused)
	}
	position, _, isPart := operation.PartOf(e.Part)
	switch isRead := strings.HasPrefix(e.Path, l.ledger+"("); {
	case isPart && position == 0 || !isPart && isRead:
		e.Part = ""
		if e.class != operation.Unavailable {
			e.class, e.Hint = operation.Misconfigured, l.hint(e.finding, isRead && !isPart)
			e.finding = findingLedger
		}
	case isPart && op.Kind == operation.Batch:
		e.Part = operation.PartPointer(position - 1)
	case isPart:
		e.Part = ""
	}
	if errorcode.Number(e.Code) == errorcode.NoTransaction && e.class == operation.Rejected {
		e.Hint = "an action that takes part in no transaction cannot have once"
	}
	return e
}

// withoutLedger returns a refusal of values with the positions of the operations in the message,
// which has no row of the ledger before them.
func withoutLedger(refused *values.Error) *values.Error {
	problems := slices.Clone(refused.Problems)
	for i, p := range problems {
		if position, rest, isPart := operation.PartOf(p.Pointer); isPart {
			problems[i].Pointer = operation.PartPointer(position-1) + rest
		}
	}
	return &values.Error{Problems: problems}
}

// hint names the fault of the ledger table, mostly a missing privilege.
func (l ledgerRun) hint(finding string, isRead bool) string {
	switch {
	case finding == "elastic":
		return "the ledger table " + l.ledger + " is elastic: it takes part in no transaction"
	case isRead:
		return "the application user needs the privilege to read the ledger table " + l.ledger
	case l.op.Impersonate != (operation.Impersonation{}):
		return "the application user and the user of /impersonate both need the privilege to create rows of the ledger table " + l.ledger
	}
	return "the application user needs the privilege to create rows of the ledger table " + l.ledger
}

package operation

import "slices"

// MayDouble reports whether a second run of the operation may do something a second
// time. An action may, unless it is Repeatable or has Once. A batch may if it has such an
// action, unless a row proves that the whole batch has run: the row of one of its creates,
// see [Operation.Proof], or the row of the ledger table.
func (op Operation) MayDouble() bool {
	if op.Kind == Batch {
		return op.Proof() < 0 && !op.hasOnce() && slices.ContainsFunc(op.Operations, Operation.MayDouble)
	}
	return op.Kind == Action && !op.Repeatable && !op.Once
}

// NeedsLedger reports whether the operation needs a row of the ledger table: an action with
// Once, alone or in a batch without another proof.
func (op Operation) NeedsLedger() bool {
	if op.Kind == Batch {
		return !op.HasLedger && op.hasOnce() && op.Proof() < 0
	}
	return op.hasOnce()
}

// hasOnce reports whether an action of the operation has Once.
func (op Operation) hasOnce() bool {
	return op.Kind == Action && op.Once || slices.ContainsFunc(op.Operations, Operation.hasOnce)
}

// makesOwnRow reports whether a create makes a row that nothing else makes.
func (op Operation) makesOwnRow() bool {
	return op.Derived || op.Row.IsZero() || op.Row.ID == "" && op.OwnID != "" && op.HasRelated()
}

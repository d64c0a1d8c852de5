package environment

import (
	"context"
	"fmt"

	"sns-dynamics/internal/operation"
)

// Job is a system job.
type Job struct {
	ID string `json:"asyncoperationid"`
	// State is the statecode: 0 is ready, 1 suspended, 2 locked, 3 completed.
	State int `json:"statecode"`
	// RecurrencePattern is empty for a job that runs once.
	RecurrencePattern string `json:"recurrencepattern"`
}

// Jobs reads the system jobs of a type with a name. The error is an error of
// [dynamics.Client.Do].
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/asyncoperation
func (e Environment) Jobs(ctx context.Context, operationType int, name string) ([]Job, error) {
	return list[Job](ctx, e, "look up system jobs", fmt.Sprintf(
		"asyncoperations?$select=asyncoperationid,statecode,recurrencepattern&$filter=operationtype%%20eq%%20%d%%20and%%20name%%20eq%%20%s", operationType, operation.Literal(name)))
}

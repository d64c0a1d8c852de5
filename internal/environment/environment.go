// Package environment reads what an operators' tool wants to know of a Dataverse
// environment: who it is signed in as, users with their roles and privileges,
// tables and the privileges on them. It changes nothing.
package environment

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"sns-dynamics/internal/dynamics"
)

// Environment is one environment, seen as who the client signs in as. It is safe
// for concurrent use. Errors are those of [dynamics.Client.Ask].
type Environment struct{ client *dynamics.Client }

// New returns the environment of a client.
func New(c *dynamics.Client) Environment { return Environment{c} }

// Identity is whom the environment takes the client for.
type Identity struct {
	UserID         string `json:"userId"`
	BusinessUnitID string `json:"businessUnitId"`
	OrganizationID string `json:"organizationId"`
}

// WhoAmI asks who the client is signed in as.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/whoami
func (e Environment) WhoAmI(ctx context.Context) (Identity, error) {
	var found struct{ UserID, BusinessUnitID, OrganizationID string }
	err := e.read(ctx, "ask who we are", "WhoAmI", &found)
	return Identity(found), err
}

// read asks a question and decodes the answer, whose names encoding/json matches
// whatever their case.
func (e Environment) read(ctx context.Context, op, path string, into any) error {
	a, err := e.client.Ask(ctx, dynamics.Question{Op: op, Path: path})
	if err != nil {
		return err
	}
	if err := json.Unmarshal(a.Body, into); err != nil {
		return fmt.Errorf("%s: read the answer: %w", op, err)
	}
	return nil
}

// list reads one page, which holds up to 5000 rows: more than there are of
// anything this package reads.
func list[T any](ctx context.Context, e Environment, op, path string) ([]T, error) {
	var page struct{ Value []T }
	err := e.read(ctx, op, path, &page)
	return page.Value, err
}

// IsForbidden reports whether an error is Dataverse's that the one signed in as
// lacks a privilege, rather than that the set-up is wrong altogether.
func IsForbidden(err error) bool {
	e, ok := errors.AsType[*dynamics.Error](err)
	return ok && e.Status == http.StatusForbidden && dynamics.ClassOf(err) == dynamics.Rejected
}

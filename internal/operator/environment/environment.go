// Package environment reads the parts of a Dataverse environment that an operators' tool
// needs: the current user, users with their roles and privileges, tables and the privileges
// on them. It changes nothing.
package environment

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/operation"
)

// Environment is a Dataverse environment as the client's user sees it. It is safe for
// concurrent use. The errors of its methods are the errors of [dynamics.Client.Do], or say
// that the response is malformed.
type Environment struct{ client *dynamics.Client }

// New returns the environment of a client.
func New(c *dynamics.Client) Environment { return Environment{c} }

// Identity is the user, the business unit and the organization of the client.
type Identity struct {
	UserID         string `json:"userId"`
	BusinessUnitID string `json:"businessUnitId"`
	OrganizationID string `json:"organizationId"`
}

// WhoAmI reads the identity of the client.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/whoami
func (e Environment) WhoAmI(ctx context.Context) (Identity, error) {
	var found struct{ UserID, BusinessUnitID, OrganizationID string }
	err := e.read(ctx, "ask who we are", "WhoAmI", &found)
	return Identity(found), err
}

// read sends a request and decodes the response. encoding/json matches names without regard
// to case.
func (e Environment) read(ctx context.Context, op, path string, into any) error {
	a, err := e.client.Do(ctx, dynamics.Request{Op: op, Path: path})
	if err != nil {
		return err
	}
	if err := json.Unmarshal(a.Body, into); err != nil {
		return fmt.Errorf("%s: read the response: %w", op, err)
	}
	return nil
}

// list reads one page of up to 5000 rows. No list of this package is longer.
func list[T any](ctx context.Context, e Environment, op, path string) ([]T, error) {
	var page struct{ Value []T }
	err := e.read(ctx, op, path, &page)
	return page.Value, err
}

// IsForbidden reports whether Dataverse refused a request because the user lacks a
// privilege. It is false if the configuration is wrong in another way.
func IsForbidden(err error) bool {
	e, ok := errors.AsType[*dynamics.Error](err)
	return ok && e.Status == http.StatusForbidden && dynamics.ClassOf(err) == operation.Rejected
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/operation"
)

// seeded are the tables in which the programs make rows, with the column that contains the
// id of the run. A table that depends on another table comes before it.
var seeded = []struct{ entitySet, id, name string }{
	{"annotations", "annotationid", "subject"},
	{"tasks", "activityid", "subject"},
	{"opportunitycloses", "activityid", "subject"},
	{"opportunities", "opportunityid", "name"},
	{"leads", "leadid", "subject"},
	{"contacts", "contactid", "lastname"},
	{"accounts", "accountid", "name"},
}

// clean removes the rows of a run. It returns an error if rows are left.
func (r runner) clean(ctx context.Context, t target, run string) error {
	if !runGrammar.MatchString(run) {
		return errors.New("-clean: expected the id of a run, such as snsd-20261121-0a1b2c")
	}
	c := newClient(t)
	removed := 0
	for _, s := range seeded {
		n, err := empty(ctx, c, s.entitySet, s.id, s.name, run)
		if err != nil {
			return err
		}
		removed += n
	}
	fmt.Fprintf(r.stdout, "%d rows of %s removed, none left\n", removed, run)
	return nil
}

func newClient(t target) *dynamics.Client {
	return dynamics.New(dynamics.Config{
		Credentials: func(context.Context) (auth.Credentials, error) { return t.credentials, nil },
		Transport:   t.transport,
	})
}

// empty removes the rows of a run from a table until the table has no such row. A page has
// room for all rows of a run, but a request may still run, so empty reads the table again.
func empty(ctx context.Context, c *dynamics.Client, entitySet, id, name, run string) (removed int, err error) {
	for range 4 {
		ids, err := rowsOf(ctx, c, entitySet, id, name, run)
		if err != nil || len(ids) == 0 {
			return removed, err
		}
		for _, id := range ids {
			if err := remove(ctx, c, entitySet, id); err != nil {
				return removed, err
			}
		}
		removed += len(ids)
	}
	return removed, fmt.Errorf("%s of %s do not end", entitySet, run)
}

// rowsOf lists the ids of a run's rows in a table. The list is empty if the environment
// lacks the table.
func rowsOf(ctx context.Context, c *dynamics.Client, entitySet, id, name, run string) ([]string, error) {
	a, err := c.Do(ctx, dynamics.Request{
		Op: "list the rows of a run", Path: entitySet + "?$select=" + id + "&$filter=contains(" + name + "," + operation.Literal(run) + ")",
	})
	if e, ok := errors.AsType[*dynamics.Error](err); ok && e.Status == http.StatusNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var page struct{ Value []map[string]any }
	if err := json.Unmarshal(a.Body, &page); err != nil {
		return nil, fmt.Errorf("list the rows of a run: %w", err)
	}
	var ids []string
	for _, row := range page.Value {
		text, _ := row[id].(string)
		if !operation.IsGUID(text) {
			return nil, fmt.Errorf("list the rows of a run: a row of %s without %s", entitySet, id)
		}
		ids = append(ids, strings.ToLower(text))
	}
	return ids, nil
}

// remove deletes a row. The row may already be gone, because Dataverse deleted it together
// with another row.
func remove(ctx context.Context, c *dynamics.Client, entitySet, id string) error {
	_, err := c.Do(ctx, dynamics.Request{Op: "remove a row of a run", Method: http.MethodDelete, Path: entitySet + "(" + id + ")"})
	if e, ok := errors.AsType[*dynamics.Error](err); ok && e.Status == http.StatusNotFound {
		return nil
	}
	return err
}

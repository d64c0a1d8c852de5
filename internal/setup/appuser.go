package setup

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/environment"
)

// AppUser is an application user with its security role, as it is to be.
type AppUser struct {
	// ClientID is the application (client) id of the app registration, a GUID.
	ClientID string
	// Role is the name of the security role.
	Role string
	// Tables are those that messages name, by entity set or logical name.
	Tables []string
	// ActsForNobody leaves out the privilege to act for another user.
	ActsForNobody bool
	// Root is the environment, as the administrator's client has it.
	Root dynamics.Root
	// IsDryRun keeps it from sending what would change something.
	IsDryRun bool
}

// Step is what came of one step.
type Step struct {
	Name string `json:"name"`
	// Found is what was there.
	Found string `json:"found"`
	// Requests are those that changed something, or would, in a dry run.
	Requests []Request `json:"requests"`
}

// Request is a request that changes something.
type Request struct {
	Op     string          `json:"-"`
	Method string          `json:"method"`
	Path   string          `json:"path"` // leads on from the service root
	Body   json.RawMessage `json:"body"`
	header http.Header
}

// Outcome is how an application user was set up, as far as it came.
type Outcome struct {
	Steps          []Step `json:"steps"`
	UserID         string `json:"userId"`
	RoleID         string `json:"roleId"`
	BusinessUnitID string `json:"businessUnitId"`
	// Privileges are the names of those that the role gives on all rows.
	Privileges []string `json:"privileges"`
	// LeftOut says what cannot be given, a line each.
	LeftOut  []string `json:"leftOut"`
	IsDryRun bool     `json:"dryRun"`
}

// UnknownTable is the error when no table has the name.
type UnknownTable struct {
	Name string
	// Hint asks for a name that is like it, or is empty.
	Hint string
}

// Error names the table.
func (u *UnknownTable) Error() string {
	return fmt.Sprintf("no table has the entity set or logical name %q%s", u.Name, u.Hint)
}

// SetUp makes the application user what it is to be. The client is an
// administrator's. Each step looks first, sends only what is missing, and looks
// again, so that it may be broken off and run again at any point; progress is
// told of each step done. The error is an [*UnknownTable], an [*Incomplete] or
// one of [dynamics.Client.Ask].
//
// See https://learn.microsoft.com/power-platform/admin/manage-application-users
// and https://learn.microsoft.com/power-apps/developer/data-platform/security-roles
func (a AppUser) SetUp(ctx context.Context, c *dynamics.Client, progress func(Step)) (Outcome, error) {
	r := &run{
		AppUser: a, client: c, environment: environment.New(c),
		outcome: Outcome{Steps: []Step{}, Privileges: []string{}, LeftOut: []string{}, IsDryRun: a.IsDryRun},
	}
	for _, s := range []struct {
		name string
		look func(context.Context) (looked, error)
	}{
		{"business unit", r.lookForBusinessUnit},
		{"tables", r.lookForTables},
		{"application user", r.lookForUser},
		{"security role", r.lookForRole},
		{"privileges", r.lookForPrivileges},
		{"role of the user", r.lookForAssignment},
		{"check", r.check},
	} {
		step, err := r.ensure(ctx, s.name, s.look)
		if err != nil {
			return r.outcome, err
		}
		r.outcome.Steps = append(r.outcome.Steps, step)
		progress(step)
	}
	return r.outcome, nil
}

// run is one setting up on its way.
type run struct {
	AppUser
	client      *dynamics.Client
	environment environment.Environment
	outcome     Outcome

	unit   environment.BusinessUnit
	user   environment.User // without an id in a dry run, where it is not there yet
	role   environment.Role // likewise
	wanted []environment.Privilege
}

// looked is what a step found, in words, and the requests that are missing yet.
type looked struct {
	found   string
	missing []Request
}

// Incomplete is the error when something is not there although everything was
// sent that makes it.
type Incomplete struct {
	Step, Found string
	// Err is the answer that was lost or refused, if one was.
	Err error
}

// Error names the step.
func (i *Incomplete) Error() string {
	if i.Err != nil {
		return fmt.Sprintf("%s: %v", i.Step, i.Err)
	}
	return fmt.Sprintf("%s: it was sent, and is not there: %s", i.Step, i.Found)
}

// Unwrap returns the answer that was lost or refused.
func (i *Incomplete) Unwrap() error { return i.Err }

// ensure looks, sends what is missing, and looks again.
func (r *run) ensure(ctx context.Context, name string, look func(context.Context) (looked, error)) (Step, error) {
	before, err := look(ctx)
	step := Step{Name: name, Found: before.found, Requests: before.missing}
	if step.Requests == nil {
		step.Requests = []Request{}
	}
	if err != nil || len(before.missing) == 0 || r.IsDryRun {
		return step, err
	}
	var doubt error
	for _, q := range before.missing {
		_, err := r.client.Ask(ctx, dynamics.Question{Op: q.Op, Method: q.Method, Path: q.Path, Body: q.Body, Header: q.header})
		if err != nil && !isPerhapsDone(err) {
			return step, err
		}
		doubt = errors.Join(doubt, err)
	}
	after, err := look(ctx)
	if err == nil && len(after.missing) > 0 {
		err = &Incomplete{name, after.found, doubt}
	}
	return step, err
}

// isPerhapsDone reports whether what a request was to make may be there although
// it failed: no answer came, or somebody made it in the meantime.
func isPerhapsDone(err error) bool {
	if dynamics.ClassOf(err) == dynamics.Unknown {
		return true
	}
	e, ok := errors.AsType[*dynamics.Error](err)
	return ok && slices.Contains([]string{"0x80040237", "0x8004f511"}, strings.ToLower(e.Code))
}

// body writes what a request says, with the placeholders of a dry run as they are.
func body(v any) json.RawMessage {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // texts and numbers always have a JSON form
	}
	return bytes.TrimSpace(text.Bytes())
}

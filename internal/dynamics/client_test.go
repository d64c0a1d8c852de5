package dynamics_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"testing/synctest"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// environment is an emulator of its own and a client of it, in process and on
// the clock of a testing/synctest bubble, so that waits take no time.
type environment struct {
	*dynamicstest.Emulator
	client *dynamics.Client
	// secretReads counts how often the client asked for its credentials.
	secretReads int
}

// origin is where the emulator would be on a network.
const origin = "https://org.crm.dynamics.example"

// bubble runs a test with an environment of its own.
func bubble(t *testing.T, test func(*testing.T, *environment)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		emulator, err := dynamicstest.New(dynamicstest.Options{})
		if err != nil {
			t.Fatal(err)
		}
		e := &environment{Emulator: emulator}
		e.client = e.newClient(t, dynamicstest.ClientSecret)
		test(t, e)
	})
}

// newClient makes a client that reads the client secrets given, one after the
// other, and then the last of them for ever.
func (e *environment) newClient(t *testing.T, secrets ...string) *dynamics.Client {
	t.Helper()
	return e.newClientThrough(t, e.Transport(), secrets...)
}

// newClientThrough makes a client whose requests go through a transport.
func (e *environment) newClientThrough(t *testing.T, through http.RoundTripper, secrets ...string) *dynamics.Client {
	t.Helper()
	return dynamics.New(dynamics.Config{
		UserAgent: "test/1",
		Transport: through,
		Credentials: func(context.Context) (dynamics.Credentials, error) {
			c := dynamicstest.ConnectionAt(origin)
			c.ClientSecret = secrets[min(e.secretReads, len(secrets)-1)]
			e.secretReads++
			text, err := json.Marshal(c)
			if err != nil {
				return dynamics.Credentials{}, err
			}
			return dynamics.ParseCredentials(text)
		},
	})
}

// run runs an operation that must succeed with the outcome.
func (e *environment) run(t *testing.T, op dynamics.Operation, want dynamics.Outcome) dynamics.Result {
	t.Helper()
	r, err := e.client.Run(t.Context(), op)
	if err != nil {
		t.Fatalf("Run(%s %s): %v", op.Kind, op.EntitySet, err)
	}
	if r.Outcome != want {
		t.Fatalf("Run(%s %s): outcome %s, want %s", op.Kind, op.EntitySet, r.Outcome, want)
	}
	return r
}

// learn has the client read the definitions of the tables that batches here name,
// and forgets the requests for it, so that what a test counts comes after.
func (e *environment) learn(t *testing.T) {
	t.Helper()
	if err := e.client.Learn(t.Context(), "accounts", "contacts", "leads", "new_orders", "tasks"); err != nil {
		t.Fatal(err)
	}
	e.ForgetRequests()
}

// sent returns the requests that reached a service, in order.
func (e *environment) sent(service dynamicstest.Service) []dynamicstest.Request {
	var all []dynamicstest.Request
	for _, r := range e.Requests() {
		if r.Service == service {
			all = append(all, r)
		}
	}
	return all
}

// row returns the columns of the row with that value in its primary key, nil
// if there is none.
func (e *environment) row(t *testing.T, entitySet, primaryKey, id string) map[string]any {
	t.Helper()
	rows, err := e.Rows(entitySet)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range rows {
		var row map[string]any
		if err := json.Unmarshal(text, &row); err != nil {
			t.Fatal(err)
		}
		if row[primaryKey] == id {
			return row
		}
	}
	return nil
}

const (
	newID = "2fd1a6d3-7d55-8c3e-9a0b-6f8a4e1c9b70"
	noID  = "00000000-0000-4000-8000-00000000dead"
)

func byID(id string) dynamics.Row { return dynamics.Row{ID: id} }

func byKey(column, value string) dynamics.Row {
	return dynamics.Row{Key: []dynamics.KeyColumn{{Column: column, Value: value, Quoted: true}}}
}

func createContact(id string) dynamics.Operation {
	return dynamics.Operation{
		Kind: dynamics.Create, EntitySet: "contacts", Row: byID(id),
		Data: json.RawMessage(`{"lastname":"Brown"}`),
	}
}

// refuse makes the emulator answer the next Dataverse requests so.
func (e *environment) refuse(n, status int, header http.Header, body string) {
	e.Fail(n, dynamicstest.Fault{Status: status, Header: header, Body: body})
}

package dynamics_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"testing/synctest"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// environment is an emulator with a client. Both are in process, on the clock of a
// testing/synctest bubble, so that waits take no time.
type environment struct {
	*emulator.Emulator
	client *dynamics.Client
	// secretReads counts the reads of the credentials.
	secretReads int
}

// origin is the address of the emulator in requests.
const origin = "https://org.crm.dynamics.example"

// bubble runs a test with an environment of its own.
func bubble(t *testing.T, test func(*testing.T, *environment)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		dataverse, err := emulator.New(emulator.Options{})
		if err != nil {
			t.Fatal(err)
		}
		e := &environment{Emulator: dataverse}
		e.client = e.newClient(t, emulator.ClientSecret)
		test(t, e)
	})
}

// newClient makes a client that reads the given client secrets one after the other, and
// then always the last one.
func (e *environment) newClient(t *testing.T, secrets ...string) *dynamics.Client {
	t.Helper()
	return e.newClientThrough(t, e.Transport(), secrets...)
}

// newClientThrough makes a client whose requests go through a transport.
func (e *environment) newClientThrough(t *testing.T, through http.RoundTripper, secrets ...string) *dynamics.Client {
	t.Helper()
	return dynamics.New(e.config(through, secrets...))
}

// config is the configuration of a client whose requests go through a transport.
func (e *environment) config(through http.RoundTripper, secrets ...string) dynamics.Config {
	return dynamics.Config{
		UserAgent:   "test/1",
		Transport:   through,
		LedgerTable: ledgerTable,
		Credentials: func(context.Context) (auth.Credentials, error) {
			c := emulator.ConnectionAt(origin)
			c.ClientSecret = secrets[min(e.secretReads, len(secrets)-1)]
			e.secretReads++
			text, err := json.Marshal(c)
			if err != nil {
				return auth.Credentials{}, err
			}
			return auth.ParseCredentials(text)
		},
	}
}

// run runs an operation that must succeed with the outcome.
func (e *environment) run(t *testing.T, op operation.Operation, want dynamics.Outcome) dynamics.Result {
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

// learn makes the client read the definitions of the tables in the batches of the tests. It
// forgets these requests, so that a test does not count them.
func (e *environment) learn(t *testing.T) {
	t.Helper()
	if err := e.client.Learn(t.Context(), "accounts", "contacts", "leads", "new_orders", "tasks"); err != nil {
		t.Fatal(err)
	}
	e.ForgetRequests()
}

// sent returns the requests that reached a service, in order.
func (e *environment) sent(service emulator.Service) []emulator.Request {
	var all []emulator.Request
	for _, r := range e.Requests() {
		if r.Service == service {
			all = append(all, r)
		}
	}
	return all
}

// row returns the columns of the row with that value in its primary key; nil if there is no
// such row.
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

func byID(id string) operation.Row { return operation.Row{ID: id} }

func byKey(column, value string) operation.Row {
	return operation.Row{Key: []operation.KeyColumn{{Column: column, Value: value, Quoted: true}}}
}

func createContact(id string) operation.Operation {
	return operation.Operation{
		Kind: operation.Create, EntitySet: "contacts", Row: byID(id),
		Data: json.RawMessage(`{"lastname":"Brown"}`),
	}
}

// refuse makes the emulator refuse the next Dataverse requests with these responses.
func (e *environment) refuse(n, status int, header http.Header, body string) {
	e.Fail(n, emulator.Fault{Status: status, Header: header, Body: body})
}

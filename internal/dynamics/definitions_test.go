package dynamics_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// asked counts the requests for definitions.
func (e *environment) asked() int {
	n := 0
	for _, r := range e.sent(emulator.Dataverse) {
		if strings.Contains(r.Target, "/EntityDefinitions?") {
			n++
		}
	}
	return n
}

// A batch requests the definitions of all its unknown tables together, and no other single
// operation requests any.
func TestDefinitionsAreAskedForOnce(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		for _, op := range []operation.Operation{createContact(newID), updateContact(), upsertOrder(1), joinLead(emulator.AccountID), syncRun()} {
			e.run(t, op, dynamics.Done)
		}
		if n := e.asked(); n != 0 {
			t.Errorf("asked %d times before there was a batch", n)
		}
		e.run(t, batchOf(renameContact("x"), deleteLead()), dynamics.Done)
		e.run(t, batchOf(renameContact("y"), syncRun()), dynamics.Done)
		if n := e.asked(); n != 1 {
			t.Errorf("asked %d times for two batches of the same tables, want once", n)
		}
		e.run(t, batchOf(renameContact("z"), upsertOrder(2), upsertOrder(3)), dynamics.Done)
		e.runAll(t, several(30, upsertOrder), done)
		if n := e.asked(); n != 2 {
			t.Errorf("asked %d times with one table more, want twice", n)
		}
	})
}

// No URL is longer than the limit of Dataverse, however many tables there are.
func TestDefinitionsOfManyTables(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		var names []string
		for i := range 1000 {
			names = append(names, fmt.Sprintf("new_%0120d", i))
		}
		if err := e.client.Learn(t.Context(), names...); err != nil {
			t.Fatal(err)
		}
		for _, r := range e.sent(emulator.Dataverse) {
			if len(r.Target) > 8_000 {
				t.Fatalf("a URL of %d bytes", len(r.Target))
			}
		}
		if n := e.asked(); n != 50 {
			t.Errorf("asked %d times, want 50", n)
		}
	})
}

// A missing table may be created, so the client asks for it again.
func TestDefinitionsOfATableThatComesLater(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		for range 2 {
			if err := e.client.Learn(t.Context(), "contacts", "new_nothings"); err != nil {
				t.Fatal(err)
			}
		}
		sent := e.sent(emulator.Dataverse)
		if len(sent) != 2 || strings.Contains(sent[1].Target, "contacts") || !strings.Contains(sent[1].Target, "new_nothings") {
			t.Errorf("%d requests, want the missing table alone asked for again", len(sent))
		}
	})
}

// If the application user may not read definitions, nothing of a batch is sent, and the
// batch waits for the privilege. Bulk messages work without definitions.
func TestDefinitionsRefused(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, emulator.Fault{Method: http.MethodGet, Status: http.StatusForbidden, Body: errorBody("0x80040220")})
		_, err := e.client.Run(t.Context(), batchOf(renameContact("x"), deleteLead()))
		checkClass(t, "a batch", err, operation.Misconfigured)
		if code := dynamics.CodeOf(err); code != "definitions" || !strings.Contains(advice.For(dynamics.FailureOf(err)), "prvReadEntity") {
			t.Errorf("code %s, advice %q", code, advice.For(dynamics.FailureOf(err)))
		}
		if n := len(e.sent(emulator.Dataverse)); n != 1 {
			t.Errorf("%d requests, want that for definitions alone", n)
		}
		e.run(t, batchOf(renameContact("x"), deleteLead()), dynamics.Done)
	})
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(2, emulator.Fault{Method: http.MethodGet, Status: http.StatusForbidden, Body: errorBody("0x80040220")})
		orders := func(i int) operation.Operation {
			return operation.Operation{Kind: operation.Create, EntitySet: "contacts", Row: byID(numbered(i)), Data: json.RawMessage(`{"lastname":"x"}`)}
		}
		e.runAll(t, several(3, orders), done)
		e.runAll(t, several(3, upsertOrder), done)
		if n := e.asked(); n != 1 {
			t.Errorf("asked %d times within a minute, want once", n)
		}
		time.Sleep(2 * time.Minute)
		e.runAll(t, several(3, upsertOrder), done)
		time.Sleep(2 * time.Minute)
		e.runAll(t, several(3, upsertOrder), done)
		if n := e.asked(); n != 3 {
			t.Errorf("asked %d times, want again once it may have been mended, and then no more", n)
		}
	})
}

package dynamics_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// asked counts the requests for definitions.
func (e *environment) asked() int {
	n := 0
	for _, r := range e.sent(dynamicstest.Dataverse) {
		if strings.Contains(r.Target, "/EntityDefinitions?") {
			n++
		}
	}
	return n
}

// A batch asks once for all of its tables that are not known, and no other single
// operation asks at all.
func TestDefinitionsAreAskedForOnce(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		for _, op := range []dynamics.Operation{createContact(newID), updateContact(), upsertOrder(1), joinLead(dynamicstest.AccountID), syncRun()} {
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

// However many tables there are, no URL is longer than Dataverse reads.
func TestDefinitionsOfManyTables(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		var names []string
		for i := range 1000 {
			names = append(names, fmt.Sprintf("new_%0120d", i))
		}
		if err := e.client.Learn(t.Context(), names...); err != nil {
			t.Fatal(err)
		}
		for _, r := range e.sent(dynamicstest.Dataverse) {
			if len(r.Target) > 8_000 {
				t.Fatalf("a URL of %d bytes", len(r.Target))
			}
		}
		if n := e.asked(); n != 50 {
			t.Errorf("asked %d times, want 50", n)
		}
	})
}

// A table that is not there may be made: it is asked for again.
func TestDefinitionsOfATableThatComesLater(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		for range 2 {
			if err := e.client.Learn(t.Context(), "contacts", "new_nothings"); err != nil {
				t.Fatal(err)
			}
		}
		sent := e.sent(dynamicstest.Dataverse)
		if len(sent) != 2 || strings.Contains(sent[1].Target, "contacts") || !strings.Contains(sent[1].Target, "new_nothings") {
			t.Errorf("%d requests, want the missing table alone asked for again", len(sent))
		}
	})
}

// Where the application user may not read definitions, nothing of a batch is sent,
// and it waits for the privilege. Bulk messages do without.
func TestDefinitionsRefused(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, dynamicstest.Fault{Method: http.MethodGet, Status: http.StatusForbidden, Body: errorBody("0x80040220")})
		_, err := e.client.Run(t.Context(), batchOf(renameContact("x"), deleteLead()))
		checkClass(t, "a batch", err, dynamics.Misconfigured)
		if code := dynamics.CodeOf(err); code != "definitions" || !strings.Contains(dynamics.Advice(err), "prvReadEntity") {
			t.Errorf("code %s, advice %q", code, dynamics.Advice(err))
		}
		if n := len(e.sent(dynamicstest.Dataverse)); n != 1 {
			t.Errorf("%d requests, want that for definitions alone", n)
		}
		e.run(t, batchOf(renameContact("x"), deleteLead()), dynamics.Done)
	})
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(2, dynamicstest.Fault{Method: http.MethodGet, Status: http.StatusForbidden, Body: errorBody("0x80040220")})
		orders := func(i int) dynamics.Operation {
			return dynamics.Operation{Kind: dynamics.Create, EntitySet: "contacts", Row: byID(numbered(i)), Data: json.RawMessage(`{"lastname":"x"}`)}
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

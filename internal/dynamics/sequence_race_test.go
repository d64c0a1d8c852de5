package dynamics_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// If another writer changes the row between the read and the write, the client reads again.
// The newest version wins, and no newer version is overwritten.
func TestSequenceRaces(t *testing.T) {
	const none, failed = "", dynamics.Outcome("")
	rewrite := func(version string) func(*testing.T, *environment) {
		return func(t *testing.T, e *environment) {
			e.run(t, operation.Operation{
				Kind: operation.Upsert, EntitySet: "new_orders", Row: byID(newID),
				Data: json.RawMessage(`{"new_name":"theirs","new_sourceversion":` + version + `}`),
			}, dynamics.Done)
		}
	}
	remove := func(t *testing.T, e *environment) {
		e.run(t, operation.Operation{Kind: operation.Delete, EntitySet: "new_orders", Row: byID(newID)}, dynamics.Done)
	}
	const old = `{"new_name":"old","new_sourceversion":1}`
	for _, tt := range []struct {
		name   string
		kind   operation.Kind
		row    string
		theirs func(*testing.T, *environment)
		want   dynamics.Outcome
		holds  string // new_name in the end, "" for no row
	}{
		{"update, newer", operation.Update, old, rewrite("43"), dynamics.Stale, "theirs"},
		{"update, the same", operation.Update, old, rewrite("42"), dynamics.Stale, "theirs"},
		{"update, older", operation.Update, old, rewrite("41"), dynamics.Done, "O'Brien"},
		{"update, emptied", operation.Update, old, rewrite("null"), dynamics.Done, "O'Brien"},
		{"update, removed", operation.Update, old, remove, failed, ""},
		{"upsert, newer", operation.Upsert, old, rewrite("43"), dynamics.Stale, "theirs"},
		{"upsert, older", operation.Upsert, old, rewrite("41"), dynamics.Done, "O'Brien"},
		{"upsert, removed", operation.Upsert, old, remove, dynamics.Done, "O'Brien"},
		{"upsert, made newer", operation.Upsert, none, rewrite("43"), dynamics.Stale, "theirs"},
		{"upsert, made older", operation.Upsert, none, rewrite("41"), dynamics.Done, "O'Brien"},
		{"delete, newer", operation.Delete, old, rewrite("43"), dynamics.Stale, "theirs"},
		{"delete, older", operation.Delete, old, rewrite("41"), dynamics.Done, ""},
		{"delete, removed", operation.Delete, old, remove, dynamics.Absent, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.storeOrder(t, tt.row)
				w := e.watch(t)
				other := &environment{Emulator: e.Emulator, client: e.newClient(t, emulator.ClientSecret)}
				w.before = func(n int, _ *http.Request) {
					if n == 2 { // the write
						tt.theirs(t, other)
					}
				}
				r, err := e.client.Run(t.Context(), order(tt.kind, "42"))
				if r.Outcome != tt.want || (err != nil) != (tt.want == failed) || r.Tries != 1 {
					t.Errorf("Run = %+v, %v, want %q in the first attempt", r, err, tt.want)
				}
				if err != nil {
					checkClass(t, tt.name, err, operation.Rejected)
				}
				name, _ := e.order(t)["new_name"].(string)
				if name != tt.holds {
					t.Errorf("the row holds %q, want %q", name, tt.holds)
				}
			})
		})
	}
}

// If another writer changes the row in every attempt, the message is not wrong: it is tried
// again later.
func TestEndlessRacesAreUnavailable(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.storeOrder(t, `{"new_sourceversion":1}`)
		other := &environment{Emulator: e.Emulator, client: e.newClient(t, emulator.ClientSecret)}
		w := e.watch(t)
		w.before = func(_ int, r *http.Request) {
			if r.Method != http.MethodGet {
				other.run(t, operation.Operation{Kind: operation.Update, EntitySet: "new_orders", Row: byID(newID), Data: json.RawMessage(`{"new_ispaid":true}`)}, dynamics.Done)
			}
		}
		r, err := e.client.Run(t.Context(), order(operation.Update, "42"))
		checkClass(t, "races", err, operation.Unavailable)
		if got := wantError(t, err); got.Status != http.StatusPreconditionFailed || r.Tries != 5 || len(w.at) != 5*5*2 {
			t.Errorf("%v after %d attempts and %d requests, want a 412 after 5 and 50", err, r.Tries, len(w.at))
		}
		w.before = nil
		e.run(t, order(operation.Update, "42"), dynamics.Done)
	})
}

// A 412 that is not about the version of the row is no race.
func TestOther412sAreNoRaces(t *testing.T) {
	for code, races := range map[string]bool{"0x80060882": true, "0x80040237": true, "": true, "0x80060892": false, "0x80040333": false, "0x80040265": false} {
		bubble(t, func(t *testing.T, e *environment) {
			e.storeOrder(t, `{"new_sourceversion":1}`)
			e.Fail(1, emulator.Fault{Method: http.MethodPatch, Status: http.StatusPreconditionFailed, Body: errorBody(code)})
			r, err := e.client.Run(t.Context(), order(operation.Update, "42"))
			if races {
				if err != nil || r.Outcome != dynamics.Done || r.Tries != 1 {
					t.Errorf("412 %q: %+v, %v, want done in the first attempt", code, r, err)
				}
				return
			}
			checkClass(t, code, err, operation.Rejected)
			if got := len(e.writes()); got != 1 || r.Tries != 1 {
				t.Errorf("412 %q: %d writes in %d attempts, want 1 in 1", code, got, r.Tries)
			}
		})
	}
	bubble(t, func(t *testing.T, e *environment) {
		op := order(operation.Upsert, `"1"`)
		op.EntitySet, op.Sequence.Column = "contacts", "jobtitle"
		op.Data = json.RawMessage(`{"emailaddress1":"` + emulator.ContactEmail + `"}`)
		_, err := e.client.Run(t.Context(), op)
		checkClass(t, "another row has the key", err, operation.Rejected)
		if got := wantError(t, err).Code; got != "0x80060892" {
			t.Errorf("code %s, want 0x80060892", got)
		}
	})
}

// A 404 to a write may be about another row than the row of the read. Then there is no
// race, and the message is wrong.
func TestMissingOthersAreNoRaces(t *testing.T) {
	for _, kind := range []operation.Kind{operation.Update, operation.Upsert, operation.Delete} {
		for _, row := range []string{"", `{"new_sourceversion":1}`} {
			bubble(t, func(t *testing.T, e *environment) {
				e.storeOrder(t, row)
				op := order(kind, "42")
				op.Impersonate.SystemUserID = noID
				r, err := e.client.Run(t.Context(), op)
				if row == "" && kind == operation.Delete {
					if err != nil || r.Outcome != dynamics.Absent {
						t.Errorf("delete of no row: %s, %v, want absent", r.Outcome, err)
					}
					return
				}
				checkClass(t, string(kind), err, operation.Rejected)
				if got := len(e.writes()); got > 1 || r.Tries != 1 {
					t.Errorf("%s: %d writes in %d attempts, want at most 1 in 1", kind, got, r.Tries)
				}
			})
		}
	}
}

// The write was carried out and its response was lost. The next read finds the write's own
// version, which is as new as the change.
func TestSequenceAfterALostAnswer(t *testing.T) {
	for kind, want := range map[operation.Kind]dynamics.Outcome{operation.Update: dynamics.Stale, operation.Upsert: dynamics.Stale, operation.Delete: dynamics.Absent} {
		for _, fault := range []emulator.Fault{{Drop: true, After: true}, {Status: 503, After: true}, {Status: 500, After: true}} {
			bubble(t, func(t *testing.T, e *environment) {
				e.storeOrder(t, `{"new_sourceversion":1}`)
				method := http.MethodPatch
				if kind == operation.Delete {
					method = http.MethodDelete
				}
				fault.Method = method
				e.Fail(1, fault)
				if r := e.run(t, order(kind, "42"), want); r.Tries != 2 {
					t.Errorf("%s: %d attempts, want 2", kind, r.Tries)
				}
				row := e.order(t)
				if got := len(e.writes()); got != 1 || kind != operation.Delete && row["new_sourceversion"] != 42.0 || kind == operation.Delete && row != nil {
					t.Errorf("%s: %d writes, row %v, want 1 and its effect", kind, got, row)
				}
			})
		}
	}
}

// A delete removes the column with the row, so the version of the delete is lost. As
// documented, an older upsert that arrives later creates the row again, an older update is
// rejected because its row does not exist, and an older delete has nothing to do. A
// publisher avoids that if it keeps the row and marks it as deleted.
func TestAfterASequencedDelete(t *testing.T) {
	for kind, want := range map[operation.Kind]dynamics.Outcome{operation.Upsert: dynamics.Done, operation.Update: "", operation.Delete: dynamics.Absent} {
		bubble(t, func(t *testing.T, e *environment) {
			e.storeOrder(t, `{"new_sourceversion":5}`)
			e.run(t, order(operation.Delete, "4"), dynamics.Stale)
			e.run(t, order(operation.Delete, "7"), dynamics.Done)
			r, err := e.client.Run(t.Context(), order(kind, "6"))
			if r.Outcome != want || (err != nil) != (want == "") {
				t.Errorf("%s: %+v, %v, want %q", kind, r, err, want)
			}
			if err != nil {
				checkClass(t, "an older update", err, operation.Rejected)
			}
			if row := e.order(t); (row != nil) != (kind == operation.Upsert) {
				t.Errorf("%s: row %v", kind, row)
			}
		})
	}
}

// The newest version stays, whatever the number and the order of the writers.
func TestNewestOfManyWins(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		w := e.watch(t)
		w.before = func(n int, _ *http.Request) { time.Sleep(time.Duration(n*7%5) * time.Millisecond) }
		var all sync.WaitGroup
		const newest = 20
		for i := range newest {
			all.Go(func() {
				version := i*7%newest + 1
				op := order(operation.Upsert, strconv.Itoa(version))
				op.Data = json.RawMessage(`{"new_name":"` + strings.Repeat("v", version) + `"}`)
				if r, err := e.client.Run(t.Context(), op); err != nil || r.Outcome != dynamics.Done && r.Outcome != dynamics.Stale {
					t.Errorf("version %d: %s, %v", version, r.Outcome, err)
				}
			})
		}
		all.Wait()
		if row := e.order(t); row["new_sourceversion"] != float64(newest) || row["new_name"] != strings.Repeat("v", newest) {
			t.Errorf("row %v, want version %d", row, newest)
		}
	})
}

// Another writer made the row, by its alternate key, between the read and the write.
func TestSequencedUpsertThatLostTheRace(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, emulator.Fault{Method: http.MethodPatch, Status: http.StatusPreconditionFailed, After: true, Body: errorBody("0x80060892")})
		r, err := e.client.Run(t.Context(), order(operation.Upsert, "42"))
		if err != nil || r.Outcome != dynamics.Stale || r.Tries != 1 {
			t.Errorf("Run = %+v, %v, want stale: the row that appeared is as new", r, err)
		}
	})
}

// The code says that there was a race, whatever the status.
func TestRaceByCodeAlone(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.storeOrder(t, `{"new_sourceversion":1}`)
		e.Fail(1, emulator.Fault{Method: http.MethodPatch, Status: http.StatusBadRequest, Body: errorBody("0x80060882")})
		if r, err := e.client.Run(t.Context(), order(operation.Update, "42")); err != nil || r.Outcome != dynamics.Done || r.Tries != 1 {
			t.Errorf("Run = %+v, %v, want done in the first attempt", r, err)
		}
	})
}

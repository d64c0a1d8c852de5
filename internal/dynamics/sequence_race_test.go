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
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// A change of somebody else's between the read and the write makes the client
// read again: the newest version wins, and none is written over.
func TestSequenceRaces(t *testing.T) {
	const none, failed = "", dynamics.Outcome("")
	rewrite := func(version string) func(*testing.T, *environment) {
		return func(t *testing.T, e *environment) {
			e.run(t, dynamics.Operation{
				Kind: dynamics.Upsert, EntitySet: "new_orders", Row: byID(newID),
				Data: json.RawMessage(`{"new_name":"theirs","new_sourceversion":` + version + `}`),
			}, dynamics.Done)
		}
	}
	remove := func(t *testing.T, e *environment) {
		e.run(t, dynamics.Operation{Kind: dynamics.Delete, EntitySet: "new_orders", Row: byID(newID)}, dynamics.Done)
	}
	const old = `{"new_name":"old","new_sourceversion":1}`
	for _, tt := range []struct {
		name   string
		kind   dynamics.Kind
		row    string
		theirs func(*testing.T, *environment)
		want   dynamics.Outcome
		holds  string // new_name in the end, "" for no row
	}{
		{"update, newer", dynamics.Update, old, rewrite("43"), dynamics.Stale, "theirs"},
		{"update, the same", dynamics.Update, old, rewrite("42"), dynamics.Stale, "theirs"},
		{"update, older", dynamics.Update, old, rewrite("41"), dynamics.Done, "O'Brien"},
		{"update, emptied", dynamics.Update, old, rewrite("null"), dynamics.Done, "O'Brien"},
		{"update, removed", dynamics.Update, old, remove, failed, ""},
		{"upsert, newer", dynamics.Upsert, old, rewrite("43"), dynamics.Stale, "theirs"},
		{"upsert, older", dynamics.Upsert, old, rewrite("41"), dynamics.Done, "O'Brien"},
		{"upsert, removed", dynamics.Upsert, old, remove, dynamics.Done, "O'Brien"},
		{"upsert, made newer", dynamics.Upsert, none, rewrite("43"), dynamics.Stale, "theirs"},
		{"upsert, made older", dynamics.Upsert, none, rewrite("41"), dynamics.Done, "O'Brien"},
		{"delete, newer", dynamics.Delete, old, rewrite("43"), dynamics.Stale, "theirs"},
		{"delete, older", dynamics.Delete, old, rewrite("41"), dynamics.Done, ""},
		{"delete, removed", dynamics.Delete, old, remove, dynamics.Absent, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.storeOrder(t, tt.row)
				w := e.watch(t)
				other := &environment{Emulator: e.Emulator, client: e.newClient(t, dynamicstest.ClientSecret)}
				w.before = func(n int, _ *http.Request) {
					if n == 2 { // the write
						tt.theirs(t, other)
					}
				}
				r, err := e.client.Run(t.Context(), order(tt.kind, "42"))
				if r.Outcome != tt.want || (err != nil) != (tt.want == failed) || r.Tries != 1 {
					t.Errorf("Run = %+v, %v, want %q at the first try", r, err, tt.want)
				}
				if err != nil {
					checkClass(t, tt.name, err, dynamics.Rejected)
				}
				name, _ := e.order(t)["new_name"].(string)
				if name != tt.holds {
					t.Errorf("the row holds %q, want %q", name, tt.holds)
				}
			})
		})
	}
}

// Somebody who changes the row every time does not make the message a wrong
// one: it is tried again later.
func TestEndlessRacesAreUnavailable(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.storeOrder(t, `{"new_sourceversion":1}`)
		other := &environment{Emulator: e.Emulator, client: e.newClient(t, dynamicstest.ClientSecret)}
		w := e.watch(t)
		w.before = func(_ int, r *http.Request) {
			if r.Method != http.MethodGet {
				other.run(t, dynamics.Operation{Kind: dynamics.Update, EntitySet: "new_orders", Row: byID(newID), Data: json.RawMessage(`{"new_ispaid":true}`)}, dynamics.Done)
			}
		}
		r, err := e.client.Run(t.Context(), order(dynamics.Update, "42"))
		checkClass(t, "races", err, dynamics.Unavailable)
		if got := wantError(t, err); got.Status != http.StatusPreconditionFailed || r.Tries != 5 || len(w.at) != 5*5*2 {
			t.Errorf("%v after %d tries and %d requests, want a 412 after 5 and 50", err, r.Tries, len(w.at))
		}
		w.before = nil
		e.run(t, order(dynamics.Update, "42"), dynamics.Done)
	})
}

// A 412 that has nothing to do with the row's version is no race.
func TestOther412sAreNoRaces(t *testing.T) {
	for code, races := range map[string]bool{"0x80060882": true, "0x80040237": true, "": true, "0x80060892": false, "0x80040333": false, "0x80040265": false} {
		bubble(t, func(t *testing.T, e *environment) {
			e.storeOrder(t, `{"new_sourceversion":1}`)
			e.Fail(1, dynamicstest.Fault{Method: http.MethodPatch, Status: http.StatusPreconditionFailed, Body: errorBody(code)})
			r, err := e.client.Run(t.Context(), order(dynamics.Update, "42"))
			if races {
				if err != nil || r.Outcome != dynamics.Done || r.Tries != 1 {
					t.Errorf("412 %q: %+v, %v, want done at the first try", code, r, err)
				}
				return
			}
			checkClass(t, code, err, dynamics.Rejected)
			if got := len(e.writes()); got != 1 || r.Tries != 1 {
				t.Errorf("412 %q: %d writes in %d tries, want 1 in 1", code, got, r.Tries)
			}
		})
	}
	bubble(t, func(t *testing.T, e *environment) {
		op := order(dynamics.Upsert, `"1"`)
		op.EntitySet, op.Sequence.Column = "contacts", "jobtitle"
		op.Data = json.RawMessage(`{"emailaddress1":"` + dynamicstest.ContactEmail + `"}`)
		_, err := e.client.Run(t.Context(), op)
		checkClass(t, "another row has the key", err, dynamics.Rejected)
		if got := wantError(t, err).Code; got != "0x80060892" {
			t.Errorf("code %s, want 0x80060892", got)
		}
	})
}

// A 404 for a write may speak of another row than the one just read: then it
// is no race, and the message is at fault.
func TestMissingOthersAreNoRaces(t *testing.T) {
	for _, kind := range []dynamics.Kind{dynamics.Update, dynamics.Upsert, dynamics.Delete} {
		for _, row := range []string{"", `{"new_sourceversion":1}`} {
			bubble(t, func(t *testing.T, e *environment) {
				e.storeOrder(t, row)
				op := order(kind, "42")
				op.Impersonate.SystemUserID = noID
				r, err := e.client.Run(t.Context(), op)
				if row == "" && kind == dynamics.Delete {
					if err != nil || r.Outcome != dynamics.Absent {
						t.Errorf("delete of no row: %s, %v, want absent", r.Outcome, err)
					}
					return
				}
				checkClass(t, string(kind), err, dynamics.Rejected)
				if got := len(e.writes()); got > 1 || r.Tries != 1 {
					t.Errorf("%s: %d writes in %d tries, want at most 1 in 1", kind, got, r.Tries)
				}
			})
		}
	}
}

// The write went through and nobody heard of it: what is read next is its own
// version, which is as new as the change.
func TestSequenceAfterALostAnswer(t *testing.T) {
	for kind, want := range map[dynamics.Kind]dynamics.Outcome{dynamics.Update: dynamics.Stale, dynamics.Upsert: dynamics.Stale, dynamics.Delete: dynamics.Absent} {
		for _, fault := range []dynamicstest.Fault{{Drop: true, After: true}, {Status: 503, After: true}, {Status: 500, After: true}} {
			bubble(t, func(t *testing.T, e *environment) {
				e.storeOrder(t, `{"new_sourceversion":1}`)
				method := http.MethodPatch
				if kind == dynamics.Delete {
					method = http.MethodDelete
				}
				fault.Method = method
				e.Fail(1, fault)
				if r := e.run(t, order(kind, "42"), want); r.Tries != 2 {
					t.Errorf("%s: %d tries, want 2", kind, r.Tries)
				}
				row := e.order(t)
				if got := len(e.writes()); got != 1 || kind != dynamics.Delete && row["new_sourceversion"] != 42.0 || kind == dynamics.Delete && row != nil {
					t.Errorf("%s: %d writes, row %v, want 1 and its effect", kind, got, row)
				}
			})
		}
	}
}

// A delete takes the column with the row, so nothing remembers how new it was:
// as documented, an older upsert that arrives later makes the row again, an
// older update is rejected because its row is not there, and an older delete
// finds nothing to do. Keeping the row, and marking it as gone, avoids that.
func TestAfterASequencedDelete(t *testing.T) {
	for kind, want := range map[dynamics.Kind]dynamics.Outcome{dynamics.Upsert: dynamics.Done, dynamics.Update: "", dynamics.Delete: dynamics.Absent} {
		bubble(t, func(t *testing.T, e *environment) {
			e.storeOrder(t, `{"new_sourceversion":5}`)
			e.run(t, order(dynamics.Delete, "4"), dynamics.Stale)
			e.run(t, order(dynamics.Delete, "7"), dynamics.Done)
			r, err := e.client.Run(t.Context(), order(kind, "6"))
			if r.Outcome != want || (err != nil) != (want == "") {
				t.Errorf("%s: %+v, %v, want %q", kind, r, err, want)
			}
			if err != nil {
				checkClass(t, "an older update", err, dynamics.Rejected)
			}
			if row := e.order(t); (row != nil) != (kind == dynamics.Upsert) {
				t.Errorf("%s: row %v", kind, row)
			}
		})
	}
}

// However many write at once and in whatever order, the newest stays.
func TestNewestOfManyWins(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		w := e.watch(t)
		w.before = func(n int, _ *http.Request) { time.Sleep(time.Duration(n*7%5) * time.Millisecond) }
		var all sync.WaitGroup
		const newest = 20
		for i := range newest {
			all.Go(func() {
				version := i*7%newest + 1
				op := order(dynamics.Upsert, strconv.Itoa(version))
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

// The row was made, by its alternate key, between the read and the write.
func TestSequencedUpsertThatLostTheRace(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, dynamicstest.Fault{Method: http.MethodPatch, Status: http.StatusPreconditionFailed, After: true, Body: errorBody("0x80060892")})
		r, err := e.client.Run(t.Context(), order(dynamics.Upsert, "42"))
		if err != nil || r.Outcome != dynamics.Stale || r.Tries != 1 {
			t.Errorf("Run = %+v, %v, want stale: the row that appeared is as new", r, err)
		}
	})
}

// The code says that it was a race, whatever status it comes with.
func TestRaceByCodeAlone(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.storeOrder(t, `{"new_sourceversion":1}`)
		e.Fail(1, dynamicstest.Fault{Method: http.MethodPatch, Status: http.StatusBadRequest, Body: errorBody("0x80060882")})
		if r, err := e.client.Run(t.Context(), order(dynamics.Update, "42")); err != nil || r.Outcome != dynamics.Done || r.Tries != 1 {
			t.Errorf("Run = %+v, %v, want done at the first try", r, err)
		}
	})
}

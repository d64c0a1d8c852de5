package store

import (
	"math/rand/v2"
	"reflect"
	"strconv"
	"testing"
	"time"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/schema"
)

// TestIndexFollowsTheStore changes rows and links at random and undoes some of the changes.
// It compares the indexes with the indexes of a new store with the same rows.
func TestIndexFollowsTheStore(t *testing.T) {
	sc, err := schema.Load(nil, func(string) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	st, err := Seed(sc, time.Unix(0, 0), "7e5b1c00-0000-4000-8000-000000000001")
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	accounts, leads := sc.ByName["account"], sc.ByName["lead"]
	id := func(kind string) string { return guid.Named(kind + strconv.Itoa(random.IntN(20))) }
	change := func() {
		switch random.IntN(5) {
		case 0:
			if r := st.Find(accounts, id("account")); r != nil {
				st.Remove(r)
			}
		case 1:
			if l := (Link{"accountleads_association", [2]string{id("account"), id("lead")}}); st.links[l] == 0 {
				st.AddLink(l)
			} else {
				st.RemoveLink(l)
			}
		case 2:
			st.Put(&Row{Table: leads, ID: id("lead"), Cells: map[string]any{"parentaccountid": schema.Reference{Table: accounts, ID: id("account")}}})
		default:
			n := id("account")
			st.Put(&Row{Table: accounts, ID: n, Cells: map[string]any{
				"accountnumber": "N-" + n, "parentaccountid": schema.Reference{Table: accounts, ID: id("account")}, // no key is used twice
			}})
		}
	}
	for range 2000 {
		st.Begin()
		for range random.IntN(5) {
			change()
		}
		before, mark := fingerprint(st), st.Mark()
		for range random.IntN(5) {
			change()
		}
		if random.IntN(2) == 0 {
			st.RollBackTo(mark)
			if after := fingerprint(st); !reflect.DeepEqual(after, before) {
				t.Fatal("the rollback left a trace")
			}
		}
		fresh := New()
		for _, rows := range st.rows {
			for _, r := range rows {
				fresh.set(nil, r)
			}
		}
		for l, serial := range st.links {
			fresh.setLink(l, serial)
		}
		if got, want := tidy(st.index), tidy(fresh.index); !reflect.DeepEqual(got, want) {
			t.Fatalf("index\n%v, want\n%v", got, want)
		}
	}
}

// tidy removes the keys without a row.
func tidy(x index) index {
	for k, rows := range x.keys {
		if len(rows) == 0 {
			delete(x.keys, k)
		}
	}
	return x
}

// fingerprint is the state that a rollback must restore.
func fingerprint(st *Store) any {
	rows := map[*Row]bool{}
	for _, list := range st.rows {
		for _, r := range list {
			rows[r] = true
		}
	}
	links := map[Link]int64{}
	for l, serial := range st.links {
		links[l] = serial
	}
	return []any{rows, links}
}

package dynamicstest

import (
	"math/rand/v2"
	"reflect"
	"strconv"
	"testing"
	"time"
)

// TestIndexFollowsTheStore changes rows and links at random, undoes some of it,
// and compares the indexes with those that a new store of the same rows has.
func TestIndexFollowsTheStore(t *testing.T) {
	sc, err := loadSchema(nil)
	if err != nil {
		t.Fatal(err)
	}
	st, err := seed(sc, time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	accounts, leads := sc.byName["account"], sc.byName["lead"]
	id := func(kind string) string { return namedGUID(kind + strconv.Itoa(random.IntN(20))) }
	change := func() {
		switch random.IntN(5) {
		case 0:
			if r := st.find(accounts, id("account")); r != nil {
				st.remove(r)
			}
		case 1:
			if l := (link{"accountleads_association", [2]string{id("account"), id("lead")}}); st.links[l] == 0 {
				st.link(l)
			} else {
				st.unlink(l)
			}
		case 2:
			st.put(&row{table: leads, id: id("lead"), cells: map[string]any{"parentaccountid": reference{accounts, id("account")}}})
		default:
			n := id("account")
			st.put(&row{table: accounts, id: n, cells: map[string]any{
				"accountnumber": "N-" + n, "parentaccountid": reference{accounts, id("account")}, // a key is never taken twice
			}})
		}
	}
	for range 2000 {
		st.begin()
		for range random.IntN(5) {
			change()
		}
		before, mark := fingerprint(st), st.mark()
		for range random.IntN(5) {
			change()
		}
		if random.IntN(2) == 0 {
			st.rollbackTo(mark)
			if after := fingerprint(st); !reflect.DeepEqual(after, before) {
				t.Fatal("the rollback left a trace")
			}
		}
		fresh := newStore()
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

// tidy leaves out the keys that no row has any more.
func tidy(x index) index {
	for k, rows := range x.keys {
		if len(rows) == 0 {
			delete(x.keys, k)
		}
	}
	return x
}

// fingerprint is what a rollback has to bring back.
func fingerprint(st *store) any {
	rows := map[*row]bool{}
	for _, list := range st.rows {
		for _, r := range list {
			rows[r] = true
		}
	}
	links := map[link]int64{}
	for l, serial := range st.links {
		links[l] = serial
	}
	return []any{rows, links}
}

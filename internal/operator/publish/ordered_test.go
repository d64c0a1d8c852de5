package publish

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/awsemulator"
)

func TestOrdered(t *testing.T) {
	w := newWorld(t, "operations.fifo", updates("aabac")...)
	r, err := w.publish(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	wantCounts(t, r, "before 0 published 5 failed 0 uncertain 0 held 0 left 0 requests 3 retries 0")
	w.wantRows("a1 b1 c1 a2 a3")
	ids := map[string]bool{}
	for _, p := range w.cloud.Published(w.topic) {
		if want := "leads/1ead0000-0000-4000-8000-00000000000" + strings.Split(p.Message, `"n":"`)[1][:1]; p.Group != want {
			t.Errorf("group %s, want %s", p.Group, want)
		}
		ids[p.DeduplicationID] = true
	}
	if len(ids) != 5 {
		t.Errorf("%d deduplication ids of 5 messages", len(ids))
	}
}

// TestEqualLines: two equal lines are two messages, and a second run publishes new
// messages.
func TestEqualLines(t *testing.T) {
	w := newWorld(t, "operations.fifo", update('a', 1), update('a', 1))
	for _, want := range []string{"a1 a1", "a1 a1 a1 a1"} {
		if _, err := w.publish(t.Context(), Options{}); err != nil {
			t.Fatal(err)
		}
		w.wantRows(want)
		w.journal += "-another"
	}
}

func TestOrderHoldsWhileAnEntryIsRetried(t *testing.T) {
	w := newWorld(t, "operations.fifo", updates("aabbcd")...)
	synctest.Test(t, func(t *testing.T) {
		w.cloud.FailEntries(1, awsemulator.EntryFault{Code: "InternalError"})
		if _, err := w.publish(t.Context(), Options{}); err != nil {
			t.Fatal(err)
		}
		w.wantRows("b1 c1 d1 b2 a1 a2")
	})
}

func TestGroupIsHeldBack(t *testing.T) {
	w := newWorld(t, "operations.fifo", updates("aabba")...)
	w.cloud.FailEntries(1, awsemulator.EntryFault{Code: "InvalidParameter", SenderFault: true})
	r, err := w.publish(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	wantCounts(t, r, "before 0 published 2 failed 1 uncertain 0 held 2 left 0 requests 2 retries 0")
	if want := (Place{"-", 5}); r.HeldBack[1] != want {
		t.Errorf("held back %v", r.HeldBack)
	}
	r, err = w.publish(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	wantCounts(t, r, "before 2 published 3 failed 0 uncertain 0 held 0 left 0 requests 3 retries 0")
	w.wantRows("b1 b2 a1 a2 a3")
}

func TestOrderedUnanswered(t *testing.T) {
	w := newWorld(t, "operations.fifo", updates("ab")...)
	synctest.Test(t, func(t *testing.T) {
		w.cloud.Fail(2, awsemulator.Fault{Drop: true, After: true})
		r, err := w.publish(t.Context(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		wantCounts(t, r, "before 0 published 2 failed 0 uncertain 0 held 0 left 0 requests 3 retries 4")
		w.wantRows("a1 b1")
	})
}

// TestOrderedUncertain: a run is killed during a request. Another run continues at once, or
// after the time in which SNS recognises duplicates.
func TestOrderedUncertain(t *testing.T) {
	for _, late := range []bool{false, true} {
		t.Run(fmt.Sprint("late ", late), func(t *testing.T) {
			w := newWorld(t, "operations.fifo", updates("aab")...)
			synctest.Test(t, func(t *testing.T) {
				j, sum, in := w.open()
				for m := range Messages(in, j.Run, sum) {
					if m.Index == 0 {
						if err := j.begin(time.Now(), []*entry{{Message: m}}); err != nil {
							t.Fatal(err)
						}
					}
				}
				j.Close()
				want := "before 0 published 3 failed 0 uncertain 0 held 0 left 0 requests 2 retries 0"
				if late {
					time.Sleep(deduplicates)
					want = "before 0 published 1 failed 0 uncertain 1 held 1 left 0 requests 1 retries 0"
				}
				r, err := w.publish(t.Context(), Options{})
				if err != nil {
					t.Fatal(err)
				}
				wantCounts(t, r, want)
				if late {
					if _, err := w.publish(t.Context(), Options{IncludeUncertain: true}); err != nil {
						t.Fatal(err)
					}
					w.wantRows("b1 a1 a2")
				}
			})
		})
	}
}

// TestRefusalIsNoProof: SNS refuses a message that it may have accepted before.
func TestRefusalIsNoProof(t *testing.T) {
	w := newWorld(t, "operations.fifo", updates("ab")...)
	synctest.Test(t, func(t *testing.T) {
		w.cloud.Fail(1, awsemulator.Fault{Drop: true, After: true})
		w.cloud.Fail(1, awsemulator.Fault{Code: "AuthorizationError", Status: 403})
		r, err := w.publish(t.Context(), Options{})
		if err == nil {
			t.Error("no error")
		}
		wantCounts(t, r, "before 0 published 0 failed 0 uncertain 2 held 0 left 0 requests 2 retries 2")
		time.Sleep(deduplicates)
		r, err = w.publish(t.Context(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		wantCounts(t, r, "before 0 published 0 failed 0 uncertain 2 held 0 left 0 requests 0 retries 0")
	})
}

// TestOrderUnderFaults publishes hundreds of changes while every kind of fault occurs, in
// several runs of one journal. The changes of each row must arrive in order, and once.
func TestOrderUnderFaults(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	var rows strings.Builder
	for range 600 {
		rows.WriteByte("aaabcdef0123456789"[dice.IntN(18)])
	}
	w := newWorld(t, "operations.fifo", updates(rows.String())...)
	synctest.Test(t, func(t *testing.T) {
		for range 20 {
			w.cloud.FailEntries(dice.IntN(10), awsemulator.EntryFault{Code: "InternalError"})
			w.cloud.FailEntries(dice.IntN(2), awsemulator.EntryFault{Code: "InvalidParameter", SenderFault: true})
			w.cloud.Fail(dice.IntN(2), awsemulator.Fault{Drop: true, After: dice.IntN(2) == 0})
			w.cloud.Fail(dice.IntN(4), awsemulator.Fault{Code: "Throttled", Status: 429})
			if _, err := w.publish(t.Context(), Options{}); err != nil && !errors.Is(err, ErrUnavailable) {
				t.Fatal(err)
			}
		}
		for range 100 { // until the faults are used up
			r, err := w.publish(t.Context(), Options{IncludeUncertain: true})
			if err != nil && !errors.Is(err, ErrUnavailable) {
				t.Fatal(err)
			}
			if r.Before+r.Published == r.Messages {
				break
			}
			t.Log(counts(r), err)
		}
	})
	last, n := map[string]int{}, 0
	for change := range strings.FieldsSeq(w.rows()) {
		var number int
		fmt.Sscan(change[1:], &number)
		if number != last[change[:1]]+1 {
			t.Fatalf("%s came after %s%d", change, change[:1], last[change[:1]])
		}
		last[change[:1]] = number
		n++
	}
	if n != 600 {
		t.Errorf("%d of 600 changes were published", n)
	}
}

package inspector_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/localdev/inspector"
)

// letters returns the dead letters by the inspector's JSON.
func letters(t *testing.T, i *inspector.Inspector) []inspector.Letter {
	t.Helper()
	var v struct{ Letters []inspector.Letter }
	if err := json.Unmarshal([]byte(serve(i, "GET", "/letters")), &v); err != nil {
		t.Fatal(err)
	}
	return v.Letters
}

// TestReplayRemovesLetter: a replay deletes its letter at the end of the message, as a redrive
// does. A message that fails again has one letter, a new one.
func TestReplayRemovesLetter(t *testing.T) {
	bubble(t, func(t *testing.T, i *inspector.Inspector, e *emulator.Emulator) {
		if err := e.SetFault("plug-in", 2); err != nil {
			t.Fatal(err)
		}
		publish(t, i, updateLead)
		synctest.Wait()
		first := letters(t, i)
		serve(i, "POST", "/messages/1/replay")
		synctest.Wait()
		second := letters(t, i)
		if len(first) != 1 || len(second) != 1 || first[0].Letter.SQSID == second[0].Letter.SQSID || second[0].Number != 2 {
			t.Fatalf("letters %+v, after a replay that failed %+v", first, second)
		}
		serve(i, "POST", "/letters/replay")
		synctest.Wait()
		m := one(t, i, "/messages/2")
		if last := m.Timeline[len(m.Timeline)-1]; len(letters(t, i)) != 0 || last.Kind != "removed" {
			t.Errorf("%d letters after a replay that succeeded; the last moment is %+v", len(letters(t, i)), last)
		}
		if m := one(t, i, "/messages/3"); m.Outcome != "done" || m.FirstRun != 1 {
			t.Errorf("the replay: %+v", m.Summary)
		}
	})
}

// TestLetterStaysWithoutOutcome: a replay of a message that the function did not finish leaves
// the letter in its queue.
func TestLetterStaysWithoutOutcome(t *testing.T) {
	bubble(t, func(t *testing.T, i *inspector.Inspector, e *emulator.Emulator) {
		publish(t, i, badLead)
		synctest.Wait()
		if err := e.SetFault("stall", emulator.EveryRequest); err != nil {
			t.Fatal(err)
		}
		serve(i, "POST", "/messages/1/replay")
		time.Sleep(time.Second)
		synctest.Wait()
		if got := letters(t, i); len(got) != 1 {
			t.Errorf("%d letters during a replay, want 1", len(got))
		}
	})
}

// TestPurge deletes the named letters, and a letter that another program sent.
func TestPurge(t *testing.T) {
	w := start(t)
	w.deliver(badLead)
	w.deliver("no operation")
	w.deliver(badLead)
	all := read[struct{ Letters []inspector.Letter }](w, "/letters").Letters
	if len(all) != 3 || all[0].Number != 3 {
		t.Fatalf("letters = %+v", all)
	}
	page := w.page("/letters")
	for _, want := range []string{">Replay all 2<", ">2 letters", "Invalid property &#39;Subject&#39; was found in entity &#39;Microsoft.Dynamics.CRM.lead&#39;</h2>", "The whole text"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if n := strings.Count(page, "<dt>To do</dt>"); n != 2 || strings.Contains(page, "to do: ") {
		t.Errorf("%d times what to do, want one for each of 2 reasons", n)
	}
	if r := w.form("/letters/purge", "id", all[1].Letter.SQSID); r.status != 303 {
		t.Errorf("purge by a form: %d %s", r.status, r.body)
	}
	if got := read[struct{ Letters []inspector.Letter }](w, "/letters").Letters; len(got) != 2 || got[0].Number != 3 || got[1].Number != 1 {
		t.Errorf("letters after a purge = %+v", got)
	}
	for body, want := range map[string]int{`{"ids":["none"]}`: 404, `{"ids":1}`: 400} {
		if r := w.post("/letters/purge", body); r.status != want {
			t.Errorf("%s: %d, want %d", body, r.status, want)
		}
	}
	if r := w.form("/letters/purge"); r.status != 400 {
		t.Errorf("a form without an id: %d", r.status)
	}
	if r := w.post("/letters/purge", ""); r.status != 200 || strings.Contains(r.body, "sqsId") {
		t.Errorf("purge of all: %d %s", r.status, r.body)
	}
	w.account(t, "SendMessage", `{"QueueUrl":"`+inspector.DeadLetterQueueURL+`","MessageBody":"{}"}`)
	if got := read[struct{ Letters []inspector.Letter }](w, "/letters").Letters; len(got) != 1 || got[0].Number != 0 || got[0].Letter.Source != "unknown" {
		t.Errorf("a letter of another program = %+v", got)
	}
	if r := w.post("/letters/replay", ""); r.status != 409 {
		t.Errorf("replay of an unknown form: %d %s", r.status, r.body)
	}
	w.account(t, "PurgeQueue", `{"QueueUrl":"`+inspector.DeadLetterQueueURL+`"}`)
	if got := read[struct{ Letters []inspector.Letter }](w, "/letters").Letters; len(got) != 0 {
		t.Errorf("letters after another program's purge = %+v", got)
	}
}

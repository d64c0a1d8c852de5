package inspector_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/localdev/inspector"
)

// TestLetterOutlivesItsMessage: after the message is forgotten, the letter has its reason, its
// time, its text, and a way to edit it.
func TestLetterOutlivesItsMessage(t *testing.T) {
	w := start(t)
	w.deliver(badLead)
	before := letters(t, w.Inspector)[0]
	w.do(http.MethodDelete, "/messages", "", "X-Inspector-Token", w.token)
	after := letters(t, w.Inspector)[0]
	if after.Number != 0 || after.Letter.Reason != before.Letter.Reason || !after.Letter.Time.Equal(before.Letter.Time) || after.Row != before.Row || after.Row != emulator.LeadID {
		t.Errorf("before %+v\nafter %+v", before, after)
	}
	id := after.Letter.SQSID
	page := w.page("/letters")
	for _, want := range []string{`href="/_inspect/letters/` + id + `"`, `href="/_inspect/publish?letter=` + id + `"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the list has no %s", want)
		}
	}
	if n := strings.Count(page, "was found in entity"); n > 6 { // the heading with its title, two labels and the whole text
		t.Errorf("the reason is shown %d times", n)
	}
	page = w.page("/letters/" + id)
	for _, want := range []string{"Invalid property &#39;Subject&#39;", "&#34;Subject&#34;: &#34;x&#34;", "To do:", "/_inspect/publish?letter=" + id} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of the letter has no %s", want)
		}
	}
	if l := read[inspector.Letter](w, "/letters/"+id); l.Letter.Code != "0x80048d19" {
		t.Errorf("JSON: %+v", l)
	}
	if page := w.page("/publish?letter=" + id); !strings.Contains(page, "&#34;Subject&#34;: &#34;x&#34;") {
		t.Error("the form does not have the text of the letter")
	}
	for _, path := range []string{"/letters/none", "/publish?letter=none"} {
		if r := w.get(path); r.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.status)
		}
	}
}

// TestCountOfAll: the page tells how many of all messages are kept.
func TestCountOfAll(t *testing.T) {
	bubble(t, func(t *testing.T, i *inspector.Inspector, _ *emulator.Emulator) {
		for range 3 {
			publish(t, i, "["+strings.Repeat(`"no operation",`, 333)+`"no operation"]`)
			synctest.Wait()
		}
		page := servePage(t, i, "/messages")
		for _, want := range []string{`<span class="count">500 of 1,002</span>`, "500 of 1,002 messages are kept: the messages under way, and the last of the others."} {
			if !strings.Contains(page, want) {
				t.Errorf("the page has no %s", want)
			}
		}
		serve(i, "POST", "/messages/clear")
		publish(t, i, "no operation")
		synctest.Wait()
		if page := servePage(t, i, "/messages"); !strings.Contains(page, `<span class="count">1</span>`) || strings.Contains(page, "are kept") {
			t.Error("the count after the list was cleared")
		}
	})
}

// TestUnderWayIsKept: later messages do not push out a message that waits in the retry queue.
func TestUnderWayIsKept(t *testing.T) {
	bubble(t, func(t *testing.T, i *inspector.Inspector, _ *emulator.Emulator) {
		publish(t, i, `{"operation":"update","entitySet":"leads","id":"9d9d9d9d-0000-4000-8000-000000000001","data":{"subject":"x"}}`)
		time.Sleep(12 * time.Second)
		synctest.Wait()
		for range 2 {
			publish(t, i, "["+strings.Repeat(`"no operation",`, 333)+`"no operation"]`)
			synctest.Wait()
		}
		first := one(t, i, "/messages/1")
		if first.Outcome != "retry" {
			t.Fatalf("the first message is %s", first.Outcome)
		}
		if page := servePage(t, i, "/messages"); !strings.Contains(page, `id="m1"`) || !strings.Contains(page, "500 of 669 messages are kept") {
			t.Error("the list lost the message that waits")
		}
	})
}

// TestTooLong: a message that SNS would refuse is refused. It is not carried out.
func TestTooLong(t *testing.T) {
	w := start(t)
	text := func(n int) string {
		const head, tail = `{"operation":"create","entitySet":"annotations","data":{"notetext":"`, `"}}`
		return head + strings.Repeat("x", n-len(head)-len(tail)) + tail
	}
	const attributes = len("operation" + "String" + "create" + "entitySet" + "String" + "annotations")
	if r := w.post("/messages", text(262_145-attributes)); r.status != http.StatusBadRequest || !strings.Contains(r.body, "expected at most 262,144 bytes with the message attributes, got 262,145") {
		t.Errorf("one byte too many: %d %s", r.status, r.body)
	}
	if r := w.post("/messages", text(262_144-attributes)); r.status != http.StatusAccepted {
		t.Errorf("the greatest message: %d %s", r.status, r.body)
	}
}

// TestPublishedIsZero: the times of a message count from its publish time, and the list has the
// publish time of a message that arrives as it is published.
func TestPublishedIsZero(t *testing.T) {
	bubble(t, func(t *testing.T, i *inspector.Inspector, _ *emulator.Emulator) {
		time.Sleep(640*time.Millisecond + 300*time.Microsecond)
		publish(t, i, updateLead)
		synctest.Wait()
		m := one(t, i, "/messages/1")
		if !m.Time.Equal(m.Published) || !m.Timeline[0].Time.Equal(m.Published) {
			t.Errorf("published at %v, in the list at %v, in the timeline at %v", m.Published, m.Time, m.Timeline[0].Time)
		}
		if page := servePage(t, i, "/messages/1"); !strings.Contains(page, `<span class="at">&#43;0 ms</span> <span class="what">published</span>`) || !strings.Contains(page, "00.640Z</time>") {
			t.Error("the moment of publishing is not at zero, or the time lost a digit")
		}
		publish(t, i, `{"Type":"Notification","MessageId":"old","TopicArn":"arn:aws:sns:eu-west-1:111122223333:t","Timestamp":"1999-12-21T09:30:00.120Z","Message":"{}"}`)
		synctest.Wait()
		if page := servePage(t, i, "/messages/2"); !strings.Contains(page, `<span class="at">earlier</span> <span class="what">published</span>`) {
			t.Error("the publish time of an old message")
		}
	})
}

// TestReasonOfEachOutcome: a message that had nothing left to do says why.
func TestReasonOfEachOutcome(t *testing.T) {
	w := start(t)
	w.deliver(createTask)
	w.post("/messages/1/replay", "")
	until(t, "the replay", func() bool { return w.outcome("/messages/2") == "exists" })
	w.deliver(`{"operation":"delete","entitySet":"leads","id":"9d9d9d9d-0000-4000-8000-000000000001"}`)
	for path, want := range map[string]string{"/messages/1": "", "/messages/2": "the row is there from an earlier delivery", "/messages/3": "there was nothing left to delete"} {
		if m := read[inspector.Message](w, path); m.Reason != want {
			t.Errorf("%s is %s: %q, want %q", path, m.Outcome, m.Reason, want)
		}
	}
}

// TestRunningMessage: a message in its first delivery has the row of its requests, and the status
// after which the function tries again.
func TestRunningMessage(t *testing.T) {
	bubble(t, func(t *testing.T, i *inspector.Inspector, e *emulator.Emulator) {
		if err := e.SetFault("503-retry-after", 1); err != nil {
			t.Fatal(err)
		}
		publish(t, i, createTask)
		synctest.Wait()
		first := one(t, i, "/messages/1")
		if first.Outcome != "running" || len(first.Row) != 36 || first.Reason != "503 Service Unavailable" {
			t.Errorf("message = %+v", first.Summary)
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if m := one(t, i, "/messages/1"); m.Outcome != "done" || m.Row != first.Row || m.Reason != "" {
			t.Errorf("message = %+v, want the row %s", m.Summary, first.Row)
		}
	})
}

// TestEntitySetOfTable: a message that names a table has the entity set of the table, also if it
// fails before its first request. Such a message has no try.
func TestEntitySetOfTable(t *testing.T) {
	w := start(t)
	w.deliver(`{"operation":"batch","operations":[{"operation":"create","table":"account","values":{"name":"a"}},{"operation":"create","table":"contact","values":{"lastname":"b"}}]}`)
	w.deliver(`{"operation":"create","table":"contact","values":{"lastname":"b"}}`)
	if m := read[inspector.Message](w, "/messages/1"); strings.Join(m.EntitySets, " ") != "accounts contacts" {
		t.Errorf("batch = %+v", m.Summary)
	}
	if m := read[inspector.Message](w, "/messages/2"); m.EntitySet != "contacts" || m.Tries != 1 {
		t.Errorf("message = %+v", m.Summary)
	}
	if all := read[struct{ Messages []inspector.Summary }](w, "/messages?q=entitySet:contacts").Messages; len(all) != 2 {
		t.Errorf("%d messages of contacts, want 2", len(all))
	}
	w.deliver("no operation")
	if m := read[inspector.Message](w, "/messages/3"); m.Tries != 0 {
		t.Errorf("%d tries without a request", m.Tries)
	}
}

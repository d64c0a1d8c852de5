package inspector_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/localdev/inspector"
)

// TestPatienceEndsBeforeReceives: with the patience and the receives of dynctl emulate, a message
// whose row does not come is rejected at the end of its patience, as in a deployment. An outage
// lasts for all receives. Then the function writes the dead letter, and nobody tries the message
// again.
func TestPatienceEndsBeforeReceives(t *testing.T) {
	const absent = `{"operation":"update","entitySet":"leads","id":"9d9d9d9d-0000-4000-8000-000000000001","data":{"subject":"x"}}`
	for _, tt := range []struct{ message, fault, class, reason, fix string }{
		{absent, "", "rejected", "update: ", "redrive"},
		{updateLead, "503-retry-after", "unavailable", "given up after 10 receives: ", "redrive the dead letter when the cause is gone"},
	} {
		bubbleOf(t, config.DefaultPatience, inspector.MaxReceives, func(t *testing.T, i *inspector.Inspector, e *emulator.Emulator) {
			if tt.fault != "" {
				if err := e.SetFault(tt.fault, emulator.EveryRequest); err != nil {
					t.Fatal(err)
				}
			}
			publish(t, i, tt.message)
			time.Sleep(2 * time.Hour)
			synctest.Wait()
			m := one(t, i, "/messages/1")
			if m.Outcome != "dead-letter" || m.Letter == nil || m.Class != tt.class || m.Letter.Letter.Source != "function" || !strings.HasPrefix(m.Letter.Letter.Reason, tt.reason) {
				t.Fatalf("message = %+v, letter = %+v", m.Summary, m.Letter)
			}
			page := servePage(t, i, "/messages/1") + servePage(t, i, "/letters")
			if strings.Contains(page, "tried again") || strings.Contains(page, "nothing, if") || !strings.Contains(page, tt.fix) {
				t.Errorf("%s: the advice is not about a dead letter", tt.class)
			}
		})
	}
}

// TestWaitingMessageThatIsGivenUp: a person who ends each wait uses up the receives. The advice is
// about a dead letter, in the message and in the letter.
func TestWaitingMessageThatIsGivenUp(t *testing.T) {
	bubbleOf(t, config.DefaultPatience, inspector.MaxReceives, func(t *testing.T, i *inspector.Inspector, _ *emulator.Emulator) {
		publish(t, i, `{"operation":"update","entitySet":"leads","id":"9d9d9d9d-0000-4000-8000-000000000001","data":{"subject":"x"}}`)
		for range inspector.MaxReceives {
			synctest.Wait()
			serve(i, "POST", "/messages/1/deliver")
		}
		synctest.Wait()
		m := one(t, i, "/messages/1")
		if m.Outcome != "dead-letter" || m.Letter == nil || m.Class != "waiting" || m.Letter.Letter.Class != "waiting" {
			t.Fatalf("message = %+v, letter = %+v", m.Summary, m.Letter)
		}
		for _, path := range []string{"/messages/1", "/letters"} {
			if page := servePage(t, i, path); strings.Contains(page, "tried again") || !strings.Contains(page, "redrive the dead letter when the row is there") {
				t.Errorf("%s: the advice is not about a dead letter", path)
			}
		}
	})
}

// TestNextTry: the list has the time of the next delivery.
func TestNextTry(t *testing.T) {
	bubble(t, func(t *testing.T, i *inspector.Inspector, e *emulator.Emulator) {
		e.Fail(6, emulator.Fault{})
		publish(t, i, updateLead)
		synctest.Wait()
		if m := one(t, i, "/messages/1"); !m.Next.Equal(time.Now().Add(5*time.Second)) || !strings.Contains(servePage(t, i, "/messages"), "next try <time") || !strings.Contains(servePage(t, i, "/messages/1"), "<dt>Next try</dt>") {
			t.Errorf("the next try is at %v", m.Next)
		}
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if m := one(t, i, "/messages/1"); !m.Next.IsZero() || m.Outcome != "done" {
			t.Errorf("%s, and the next try is at %v", m.Outcome, m.Next)
		}
	})
}

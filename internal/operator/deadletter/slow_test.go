package deadletter_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/function/queue"
	"sns-dynamics/internal/operator/deadletter"
)

// slowStart is the time at which the clock of slowCloud begins.
func slowStart() time.Time { return time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC) }

// slowCloud is an account in which each receive takes five seconds. Its queue has 600
// letters. Every fiftieth is of class unknown. Letters that are left are visible again long
// before the last letter was received.
func slowCloud(t *testing.T) (c *awsemulator.Cloud, dead string, receives *atomic.Int64) {
	t.Helper()
	receives = &atomic.Int64{}
	c = awsemulator.StartTest(t, awsemulator.Options{Now: func() time.Time { return slowStart().Add(time.Duration(receives.Load()) * 5 * time.Second) }})
	dead = c.AddQueue("dead", nil)
	for n := range 600 {
		class := "rejected"
		if n%50 == 49 {
			class = "unknown"
		}
		c.Put(dead, awsemulator.Message{
			Body:       fmt.Sprintf(`{"Type":"Notification","MessageId":"m%d","TopicArn":"t","Message":"{}","Timestamp":%q}`, n, slowStart().Format(time.RFC3339)),
			Attributes: map[string]awsemulator.Attribute{"class": {DataType: "String", StringValue: class}},
		})
	}
	c.OnCall(func(call awsemulator.Call, done bool) bool {
		if call.Operation == "ReceiveMessage" && !done {
			receives.Add(1)
		}
		return true
	})
	return c, dead, receives
}

func ofUnknown(t *testing.T) deadletter.Where {
	t.Helper()
	where, err := deadletter.ParseWhere([]string{"class=unknown"}, slowStart())
	if err != nil {
		t.Fatal(err)
	}
	return where
}

func keepAll([]deadletter.Letter) error { return nil }

// TestPurgeSeesAll finds the selected letters behind letters that are visible again.
func TestPurgeSeesAll(t *testing.T) {
	c, dead, _ := slowCloud(t)
	p, err := deadletter.New(c.Config(), dead).Purge(t.Context(), ofUnknown(t), 0, keepAll)
	if err != nil || p.Deleted != 12 || p.Left != 0 || len(c.Messages(dead)) != 588 {
		t.Errorf("%+v, %v: %d letters are there, want 12 deleted of 600", p, err, len(c.Messages(dead)))
	}
}

// TestPurgeEndsAtLimit receives no more than it needs.
func TestPurgeEndsAtLimit(t *testing.T) {
	c, dead, receives := slowCloud(t)
	p, err := deadletter.New(c.Config(), dead).Purge(t.Context(), ofUnknown(t), 2, keepAll)
	if err != nil || p.Deleted != 2 || p.Left != 0 || receives.Load() != 10 {
		t.Errorf("%+v, %v, after %d receives, want 2 deleted after 10", p, err, receives)
	}
}

// TestPurgeSaysWhatIsLeft counts letters that it did not get, because the response to a
// receive is lost.
func TestPurgeSaysWhatIsLeft(t *testing.T) {
	c := awsemulator.StartTest(t, awsemulator.Options{})
	dead := c.AddQueue("dead", nil)
	for range 14 {
		c.Put(dead, awsemulator.Message{Body: "x"})
	}
	c.Fail(1, awsemulator.Fault{Operation: "ReceiveMessage", After: true, Drop: true})
	p, err := deadletter.New(c.Config(), dead).Purge(t.Context(), deadletter.Where{}, 0, keepAll)
	if err != nil || p.Deleted != 4 || p.Left != 10 {
		t.Errorf("%+v, %v, want 4 deleted and 10 left", p, err)
	}
}

// TestRedriveSeesAll finds the planned letters behind letters that are visible again, and
// ends with the last of them.
func TestRedriveSeesAll(t *testing.T) {
	c, dead, receives := slowCloud(t)
	work := c.AddQueue("work", nil)
	box := deadletter.New(c.Config(), dead)
	plan, err := box.Plan(t.Context(), deadletter.Selection{Where: ofUnknown(t)})
	if err != nil || plan.Letters != 12 {
		t.Fatalf("%+v, %v, want a plan of 12", plan, err)
	}
	before := receives.Load()
	done, err := box.Redrive(t.Context(), plan, queue.New(c.Config(), work), 0, func(int, int) {})
	if err != nil || done.Letters != 12 || len(c.Messages(work)) != 12 {
		t.Errorf("%+v, %v: %d letters were sent, want 12", done, err, len(c.Messages(work)))
	}
	if all := receives.Load() - before; all > 150 {
		t.Errorf("%d receives for 600 letters", all)
	}
}

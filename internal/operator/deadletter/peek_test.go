package deadletter_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/function/queue"
	"sns-dynamics/internal/operator/deadletter"
)

// TestPeekReleases: every letter is visible after Peek, however Peek ends.
func TestPeekReleases(t *testing.T) {
	ends := map[string]func(ctx context.Context, cancel func(), seen int) bool{
		"at the end":  func(context.Context, func(), int) bool { return true },
		"early":       func(_ context.Context, _ func(), seen int) bool { return seen < 12 },
		"interrupted": func(_ context.Context, cancel func(), seen int) bool { cancel(); return true },
	}
	for name, goOn := range ends {
		t.Run(name, func(t *testing.T) {
			c := awsemulator.StartTest(t, awsemulator.Options{})
			urls := []string{c.AddQueue("dead", nil), c.AddQueue("ordered.fifo", nil)}
			for n := range 25 {
				c.Put(urls[0], awsemulator.Message{Body: "x"})
				c.Put(urls[1], awsemulator.Message{Body: "x", Group: fmt.Sprint(n % 7)})
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			seen := map[string]bool{}
			_, err := deadletter.New(c.Config(), urls...).Peek(ctx, func(l deadletter.Letter) bool {
				if seen[l.SQSID] {
					t.Errorf("%s is shown twice", l.SQSID)
				}
				seen[l.SQSID] = true
				return goOn(ctx, cancel, len(seen))
			})
			if errors.Is(err, context.Canceled) != (name == "interrupted") || err != nil && name != "interrupted" {
				t.Errorf("Peek: %v", err)
			}
			if want := map[string]int{"at the end": 50, "early": 12, "interrupted": 10}[name]; len(seen) != want {
				t.Errorf("%d letters were shown, want %d", len(seen), want)
			}
			for _, url := range urls {
				for _, m := range c.Messages(url) {
					if m.InFlight {
						t.Errorf("%s is out of sight", m.ID)
					}
				}
			}
		})
	}
}

// TestPeekWaitsForTheResponse: an interruption during a receive hides no letter. The response
// arrives after the interruption.
func TestPeekWaitsForTheResponse(t *testing.T) {
	c := awsemulator.StartTest(t, awsemulator.Options{})
	url := c.AddQueue("dead", nil)
	for range 25 {
		c.Put(url, awsemulator.Message{Body: "x"})
	}
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	gaveUp := make(chan struct{}) // the client releases letters before it has the response
	c.OnCall(func(call awsemulator.Call, done bool) bool {
		switch {
		case call.Operation == "ReceiveMessage" && done:
			interrupt()
			select {
			case <-gaveUp:
			case <-time.After(100 * time.Millisecond):
			}
		case call.Operation != "GetQueueAttributes" && !done && ctx.Err() != nil:
			select {
			case gaveUp <- struct{}{}:
			default:
			}
		}
		return true
	})
	seen, err := deadletter.New(c.Config(), url).Peek(ctx, func(deadletter.Letter) bool { return true })
	if !errors.Is(err, context.Canceled) || seen.Letters != 0 {
		t.Errorf("Peek: %+v, %v, want the interruption and no letter", seen, err)
	}
	for _, m := range c.Messages(url) {
		if m.InFlight {
			t.Errorf("%s is not visible", m.ID)
		}
	}
}

// TestPeekCountsUnseenLetters counts letters that are invisible, or behind in a group.
func TestPeekCountsUnseenLetters(t *testing.T) {
	c := awsemulator.StartTest(t, awsemulator.Options{})
	urls := []string{c.AddQueue("dead", nil), c.AddQueue("ordered.fifo", nil)}
	for range 14 {
		c.Put(urls[0], awsemulator.Message{Body: "x"})
		c.Put(urls[1], awsemulator.Message{Body: "x", Group: "one"})
	}
	see := func() deadletter.Seen {
		seen, err := deadletter.New(c.Config(), urls...).Peek(t.Context(), func(deadletter.Letter) bool { return true })
		if err != nil {
			t.Fatal(err)
		}
		return seen
	}
	if got, want := see(), (deadletter.Seen{Letters: 24, Behind: 4}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	// The response to a receive is lost, and ten letters are hidden for some time.
	c.Fail(1, awsemulator.Fault{Operation: "ReceiveMessage", After: true, Drop: true})
	if got, want := see(), (deadletter.Seen{Letters: 14, Behind: 4, Hidden: 10}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// TestRedriveReachesBehind redrives and purges letters of a FIFO queue that wait
// behind others in their groups, more groups than a batch has letters.
func TestRedriveReachesBehind(t *testing.T) {
	c := awsemulator.StartTest(t, awsemulator.Options{})
	dead, work := c.AddQueue("ordered.fifo", nil), c.AddQueue("work.fifo", nil)
	for _, class := range []string{"misconfigured", "rejected", "misconfigured", "rejected"} {
		for n := range 13 {
			c.Put(dead, awsemulator.Message{
				Body: strings.Replace(envelope, "m1", fmt.Sprint(class, n), 1), Group: fmt.Sprint(n),
				Attributes: map[string]awsemulator.Attribute{"class": {DataType: "String", StringValue: class}},
			})
		}
	}
	where, err := deadletter.ParseWhere([]string{"class=rejected"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	box := deadletter.New(c.Config(), dead)
	plan, err := box.Plan(t.Context(), deadletter.Selection{Where: where, Limit: 20})
	if err != nil || plan.Letters != 20 {
		t.Fatalf("%+v, %v, want a plan of 20", plan, err)
	}
	done, err := box.Redrive(t.Context(), plan, queue.New(c.Config(), work), 0, func(int, int) {})
	if err != nil || done.Letters != 20 || len(c.Messages(work)) != 20 || len(c.Messages(dead)) != 32 {
		t.Errorf("%+v, %v: %d letters were sent, and %d are left", done, err, len(c.Messages(work)), len(c.Messages(dead)))
	}
	purged, err := box.Purge(t.Context(), where, 0, func([]deadletter.Letter) error { return nil })
	if err != nil || purged.Deleted != 6 || len(c.Messages(dead)) != 26 {
		t.Errorf("%+v, %v: %d letters are left, want 26", purged, err, len(c.Messages(dead)))
	}
}

// TestPurgeKeepsFirst: a letter that could not be kept is not deleted.
func TestPurgeKeepsFirst(t *testing.T) {
	c := awsemulator.StartTest(t, awsemulator.Options{})
	url := c.AddQueue("dead", nil)
	for range 15 {
		c.Put(url, awsemulator.Message{Body: "x"})
	}
	full, kept := errors.New("disk full"), 0
	p, err := deadletter.New(c.Config(), url).Purge(t.Context(), deadletter.Where{}, 0, func(letters []deadletter.Letter) error {
		if kept > 0 {
			return full
		}
		kept += len(letters)
		return nil
	})
	if !errors.Is(err, full) || p.Deleted != kept || len(c.Messages(url)) != 15-kept {
		t.Errorf("%+v, %v: %d letters are left of 15, %d were kept", p, err, len(c.Messages(url)), kept)
	}
	for _, m := range c.Messages(url) {
		if m.InFlight {
			t.Errorf("%s is out of sight", m.ID)
		}
	}
}

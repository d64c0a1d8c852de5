//go:build worlds

package worlds

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// step is a change of the parameters of a stack.
type step struct {
	delivery, keepOrdered string
	// clean deletes the FIFO queues that an earlier step left, as the documents say.
	clean bool
}

// TestChange changes the delivery of a stack, from each mode to each other mode, with a message
// that waits, with messages that are published during the deployment, and with messages that
// are published to the old topic afterwards. Each message makes or changes one row.
//
// MiniStack takes two mappings of one queue and function, which AWS refuses, so the test looks
// for them. It ends running invocations when it updates a function. So the test gives the
// queues a short visibility timeout, and publishes nothing to a function that SNS invokes
// while the function is updated: MiniStack drops such an event.
func TestChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	template := w.strip(t, append(Cuts(nil), Cut{
		"VisibilityTimeout", "MiniStack ends running invocations on an update, and their messages would be invisible for 15 minutes",
		func(t template) int { return t.shortenVisibility("20") },
	}))
	from := step{"direct", "no", false}
	const name = "worlds-change"
	before := dynctl{program: filepath.Join(root(t), "dist", "dynctl"), stack: w.deploy(t, name, template, w.parameters("Delivery="+from.delivery)...)}
	for i, to := range []step{
		{"queued", "no", false}, {"direct", "no", false}, {"ordered", "no", false}, {"queued", "yes", false}, {"queued", "no", false},
		{"ordered", "no", true}, {"direct", "yes", false}, {"direct", "no", false},
	} {
		isOver := !t.Run(fmt.Sprintf("%s to %s, KeepOrdered=%s", from.delivery, to.delivery, to.keepOrdered), func(t *testing.T) {
			if to.clean {
				w.cleanFIFO(t)
			}
			c := crossing{t: t, w: w, n: i, before: before, from: from, to: to}
			waiting := c.publishWaiting()
			arriving := c.publishDuring(func() { w.update(t, name, to) })
			before.stack = w.describe(t, name)
			c.after = before
			c.checkMappings()
			arriving = append(arriving, c.publishAfter()...)
			c.publishRow()
			for _, name := range append(arriving, waiting) {
				w.arrives(t, name)
			}
			c.after.letters(t, 0, "")
			c.after.must(t, "doctor", "--zip", "dist/function.zip")
		})
		if isOver {
			return
		}
		from = to
	}
}

// update changes the delivery of a stack. MiniStack's change sets, which deploy makes, find no
// change in a resource that appears by its condition, so this is the older command.
func (w world) update(t *testing.T, name string, to step) {
	t.Helper()
	arguments := []string{"cloudformation", "update-stack", "--stack-name", name, "--use-previous-template", "--capabilities", "CAPABILITY_NAMED_IAM", "--parameters"}
	for _, p := range w.parameters() {
		key, _, _ := strings.Cut(p, "=")
		arguments = append(arguments, "ParameterKey="+key+",UsePreviousValue=true")
	}
	w.aws(t, append(arguments, "ParameterKey=Delivery,ParameterValue="+to.delivery, "ParameterKey=KeepOrdered,ParameterValue="+to.keepOrdered)...)
	eventually(t, "stack "+name+" is updated", func() error {
		described := w.aws(t, "cloudformation", "describe-stacks", "--stack-name", name)
		if !strings.Contains(described, `"UPDATE_COMPLETE"`) {
			return errors.New(described)
		}
		return nil
	})
}

// crossing is a change between two steps.
type crossing struct {
	t             *testing.T
	w             world
	n             int
	before, after dynctl
	from, to      step
}

// row is the row that the waiting message needs.
func (c *crossing) row() string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", c.n+1) }

// publish publishes a message to a topic, in a group of its own.
func (c *crossing) publish(topic, name, message string) string {
	c.t.Helper()
	if err := c.tryPublish(topic, name, message); err != nil {
		c.t.Fatal(err)
	}
	return name
}

func (c *crossing) tryPublish(topic, name, message string) error {
	arguments := []string{"--endpoint-url", c.w.endpoint, "sns", "publish", "--topic-arn", topic, "--message", message}
	if strings.HasSuffix(topic, ".fifo") {
		arguments = append(arguments, "--message-group-id", name, "--message-deduplication-id", name)
	}
	if _, stderr, err := try(c.t, c.w.env(), "aws", arguments...); err != nil {
		return fmt.Errorf("publish %s: %w: %s", name, err, stderr)
	}
	return nil
}

// create publishes a message that creates a contact of a last name.
func (c *crossing) create(topic, name string) string {
	c.t.Helper()
	name = fmt.Sprintf("%s-%d", name, c.n)
	return c.publish(topic, name, contact(name))
}

// publishWaiting publishes an update of a row that does not exist, and waits until it waits in
// its queue.
func (c *crossing) publishWaiting() (name string) {
	c.t.Helper()
	name = fmt.Sprintf("waiting-%d", c.n)
	c.publish(c.before.outputs["TopicArn"], name, fmt.Sprintf(`{"operation":"update","entitySet":"contacts","id":%q,"data":{"lastname":%q}}`, c.row(), name))
	eventually(c.t, name+" waits", func() error {
		logged := c.w.aws(c.t, "logs", "filter-log-events", "--log-group-name", c.before.outputs["LogGroupName"])
		for _, e := range decode[struct{ Events []struct{ Message string } }](c.t, logged).Events {
			var l struct{ Row, Outcome, Class string }
			if json.Unmarshal([]byte(e.Message), &l) == nil && l.Row == c.row() && l.Outcome == "retry" && l.Class == "waiting" {
				return nil
			}
		}
		return fmt.Errorf("no line of row %s says so", c.row())
	})
	return name
}

// publishRow publishes the row that the waiting message needs.
func (c *crossing) publishRow() {
	c.t.Helper()
	c.publish(c.after.outputs["TopicArn"], fmt.Sprintf("row-%d", c.n),
		fmt.Sprintf(`{"operation":"create","entitySet":"contacts","id":%q,"data":{"lastname":"row"}}`, c.row()))
}

// updatesFunction reports whether the change updates the function: its environment depends on
// the FIFO path.
func (c *crossing) updatesFunction() bool {
	has := func(s step) bool { return s.delivery == "ordered" || s.keepOrdered == "yes" }
	return has(c.from) != has(c.to)
}

// publishDuring publishes messages to the old topic while it deploys.
func (c *crossing) publishDuring(deploy func()) (names []string) {
	c.t.Helper()
	if c.from.delivery == "direct" && c.updatesFunction() || c.lacksFIFO() && strings.HasSuffix(c.before.outputs["TopicArn"], ".fifo") {
		deploy()
		return nil
	}
	var publishing sync.WaitGroup
	done := make(chan struct{})
	var failure error
	publishing.Go(func() {
		for n := 0; n < 1000 && failure == nil; n++ {
			name := fmt.Sprintf("during-%d-%d", n, c.n)
			failure = c.tryPublish(c.before.outputs["TopicArn"], name, contact(name))
			names = append(names, name)
			select {
			case <-done:
				return
			default:
			}
		}
	})
	deploy()
	close(done)
	publishing.Wait()
	if failure != nil {
		c.t.Fatal(failure)
	}
	return names
}

// lacksFIFO reports whether the new stack has no FIFO topic.
func (c *crossing) lacksFIFO() bool { return c.to.delivery != "ordered" && c.to.keepOrdered == "no" }

// publishAfter publishes a message to each topic that may have a publisher.
func (c *crossing) publishAfter() []string {
	c.t.Helper()
	names := []string{c.create(c.after.outputs["TopicArn"], "new")}
	if old := c.before.outputs["TopicArn"]; old != c.after.outputs["TopicArn"] && !(c.lacksFIFO() && strings.HasSuffix(old, ".fifo")) {
		names = append(names, c.create(old, "old"))
	}
	return names
}

// checkMappings wants each mapping of the function to have a queue of its own: AWS refuses a
// second mapping of one pair.
func (c *crossing) checkMappings() {
	c.t.Helper()
	seen := map[string]bool{}
	for _, m := range decode[struct {
		EventSourceMappings []struct{ FunctionArn, EventSourceArn string }
	}](c.t, c.w.aws(c.t, "lambda", "list-event-source-mappings")).EventSourceMappings {
		pair := m.FunctionArn + " " + m.EventSourceArn
		if seen[pair] {
			c.t.Errorf("two mappings of %s", pair)
		}
		seen[pair] = true
	}
	want := 1
	if !c.lacksFIFO() {
		want = 2
	}
	if len(seen) != want {
		c.t.Errorf("%d mappings, want %d: %v", len(seen), want, seen)
	}
}

// cleanFIFO deletes the FIFO queues of the account.
func (w world) cleanFIFO(t *testing.T) {
	t.Helper()
	for _, url := range decode[struct{ QueueUrls []string }](t, w.aws(t, "sqs", "list-queues")).QueueUrls {
		if strings.HasSuffix(url, ".fifo") {
			w.aws(t, "sqs", "delete-queue", "--queue-url", url)
		}
	}
}

// shortenVisibility sets the visibility timeout of the queues that have one.
func (t template) shortenVisibility(seconds string) int {
	n := 0
	for _, r := range t.resources() {
		if p := object(r, "Properties"); p["VisibilityTimeout"] != nil {
			p["VisibilityTimeout"] = seconds
			n++
		}
	}
	return n
}

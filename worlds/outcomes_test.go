//go:build worlds

package worlds

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// outcome publishes a message with a correlation, and reads its outcome with dynctl. The
// temporary queue of dynctl is gone afterwards.
func (w world) outcome(t *testing.T, d dynctl) {
	cmd := exec.CommandContext(t.Context(), d.program, "outcomes", "--follow", "--stack", d.name)
	cmd.Dir, cmd.Env = root(t), append(os.Environ(), d.environment()...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	found := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			if strings.Contains(lines.Text(), "order of "+d.name) {
				found <- lines.Text()
			}
		}
	}()
	eventually(t, d.name+" has a temporary queue", func() error {
		if !strings.Contains(d.aws(t, "sns", "list-subscriptions-by-topic", "--topic-arn", d.outputs["OutcomeTopicArn"]), "dynctl-outcomes-") {
			return errors.New("there is no subscription")
		}
		return nil
	})
	name := d.name + "-outcome"
	text := strings.Replace(contact(name), "{", `{"correlation":"order of `+d.name+`",`, 1)
	d.must(t, "publish", write(t, "message.ndjson", text+"\n"))
	w.arrives(t, name)
	select {
	case line := <-found:
		if !strings.Contains(line, " done create contacts ") {
			t.Errorf("dynctl outcomes: %s", line)
		}
	case <-time.After(time.Minute):
		t.Errorf("dynctl outcomes shows no event of the message\n%s", &stderr)
	}
	_ = cmd.Process.Signal(os.Interrupt)
	_ = cmd.Wait() // an interrupted command has an exit code of its own
	if left := d.aws(t, "sqs", "list-queues", "--queue-name-prefix", "dynctl-outcomes-"); strings.Contains(left, "dynctl-outcomes-") {
		t.Errorf("the temporary queue is left: %s\n%s", left, &stderr)
	}
}

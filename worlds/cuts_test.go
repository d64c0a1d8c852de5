//go:build worlds

package worlds

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestCutsAreNeeded deploys the template without one cut, to a MiniStack of its own because
// the poller fails. It fails if MiniStack now supports the part that the cut removes. The
// cut of DenyPlaintext is for the endpoint.
func TestCutsAreNeeded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cuts := Cuts(nil)
	t.Run(cuts[0].Name, func(t *testing.T) {
		_, _, err := try(t, w.env(), "aws", append([]string{"--endpoint-url", w.endpoint, "cloudformation", "deploy", "--stack-name", "metric-math",
			"--template-file", w.strip(t, slices.Concat(cuts[1:])), "--s3-bucket", "code-bucket", "--capabilities", "CAPABILITY_NAMED_IAM", "--parameter-overrides"}, w.parameters()...)...)
		events := w.aws(t, "cloudformation", "describe-stack-events", "--stack-name", "metric-math")
		if err == nil || !strings.Contains(events, "metric math") {
			t.Errorf("the deployment ended with %v, want a failure because of metric math: remove the cut\n%s", err, events)
		}
	})
	t.Run(cuts[1].Name, func(t *testing.T) {
		w.deploy(t, "reference", w.strip(t, slices.Concat(cuts[:1], cuts[2:])), w.parameters()...)
		eventually(t, "the poller fails; if it does not, remove the cut", func() error {
			log, err := os.ReadFile(w.log)
			if err == nil && !strings.Contains(string(log), "not supported between instances of 'int' and 'str'") {
				err = errors.New("the log has no such error")
			}
			return err
		})
	})
}

// knownDifferences checks that MiniStack behaves as docs/design.md says.
func (w world) knownDifferences(t *testing.T, ordered dynctl) {
	topic := ordered.aws(t, "sns", "get-topic-attributes", "--topic-arn", ordered.outputs["TopicArn"])
	if strings.Contains(topic, `"FifoTopic": "true"`) {
		t.Errorf("CloudFormation makes a FIFO topic now: %s", topic)
	}
	lines := ordered.aws(t, "logs", "filter-log-events", "--log-group-name", ordered.outputs["LogGroupName"], "--filter-pattern", `{ $.outcome = "nothing" }`)
	if !strings.Contains(lines, `"message"`) {
		t.Error("a pattern of JSON filters the log now")
	}
}

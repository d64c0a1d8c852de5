package dlq

import (
	"strings"
	"testing"

	"sns-dynamics/internal/operator/deadletter"
)

// terminal is a stream of a terminal of a width.
type terminal struct {
	strings.Builder
	width int
}

func (t *terminal) Width() int { return t.width }

// TestShowFitsTheTerminal: a long value has several lines, and a command is in one piece.
func TestShowFitsTheTerminal(t *testing.T) {
	l := shownLetter{
		Letter: deadletter.Letter{SQSID: "aaaaaaaa-0000-4000-8000-000000000000", QueueName: "dead", Reason: strings.Repeat("a reason of many words ", 20)},
		Purge:  "dynctl dlq purge --where messageId=aaaaaaaa-0000-4000-8000-000000000000 --yes --stack sns-dynamics --region eu-west-1",
	}
	for _, width := range []int{100, 200} {
		out := &terminal{width: width}
		if err := (showData{Letters: []shownLetter{l}}).write(out); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if line = strings.TrimRight(line, "\n"); len(line) > width && !strings.HasSuffix(line, l.Purge) {
				t.Errorf("at %d columns: a line of %d: %s", width, len(line), line)
			}
		}
		if !strings.Contains(out.String(), "to purge     "+l.Purge+"\n") {
			t.Errorf("at %d columns, the command is not in one piece:\n%s", width, out)
		}
	}
}

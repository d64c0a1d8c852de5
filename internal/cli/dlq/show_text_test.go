package dlq

import (
	"strings"
	"testing"

	"sns-dynamics/internal/operator/deadletter"
)

// TestShowFitsTheTerminal: a long value has several lines, and a command can be pasted.
func TestShowFitsTheTerminal(t *testing.T) {
	l := shownLetter{
		Letter: deadletter.Letter{SQSID: "aaaaaaaa-0000-4000-8000-000000000000", QueueName: "dead", Reason: strings.Repeat("a reason of many words ", 20)},
		Purge:  "dynctl dlq purge --where messageId=aaaaaaaa-0000-4000-8000-000000000000 --yes --stack sns-dynamics --region eu-west-1",
	}
	for _, width := range []int{100, 200} {
		var text strings.Builder
		if err := (showData{Letters: []shownLetter{l}}).write(&text, width); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(text.String()) {
			if len(strings.TrimRight(line, "\n")) > width {
				t.Errorf("at %d columns: a line of %d: %s", width, len(line), line)
			}
		}
		if command := strings.ReplaceAll(text.String(), " \\\n"+strings.Repeat(" ", labels), " "); !strings.Contains(command, l.Purge) {
			t.Errorf("at %d columns, the command cannot be pasted:\n%s", width, text.String())
		}
	}
}

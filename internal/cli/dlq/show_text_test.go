package dlq

import (
	"strings"
	"testing"

	"sns-dynamics/internal/cli/screentest"
	"sns-dynamics/internal/operator/deadletter"
)

// TestShowFitsTheTerminal: a long value has several lines, and a command is in one piece.
func TestShowFitsTheTerminal(t *testing.T) {
	l := shownLetter{
		Letter: deadletter.Letter{SQSID: "aaaaaaaa-0000-4000-8000-000000000000", QueueName: "dead", Reason: strings.Repeat("a reason of many words ", 20)},
		Purge:  "dynctl dlq purge --where messageId=aaaaaaaa-0000-4000-8000-000000000000 --yes --stack sns-dynamics --region eu-west-1",
	}
	for _, width := range []int{100, 200} {
		out := &screentest.Terminal{Columns: width}
		if err := (showData{Letters: []shownLetter{l}}).write(out); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if line = strings.TrimRight(line, "\n"); len(line) > width && !strings.HasSuffix(line, l.Purge) {
				t.Errorf("at %d columns: a line of %d: %s", width, len(line), line)
			}
		}
		if !strings.Contains(out.String(), "to purge       "+l.Purge+"\n") {
			t.Errorf("at %d columns, the command is not in one piece:\n%s", width, out)
		}
	}
}

// TestShowNamesIDsAndAdvice: each id has the name of the service that gave it, and the advice of a
// letter stands once.
func TestShowNamesIDsAndAdvice(t *testing.T) {
	const published, letter = "11111111-0000-5000-8000-000000000000", "aaaaaaaa-0000-4000-8000-000000000000"
	for _, tt := range []struct {
		id, from   string
		want, lack string
	}{
		{published, "arn:aws:sns:eu-west-1:111122223333:topic", "SNS MessageId  " + published + "\n", "queue  "},
		{letter, "arn:aws:sqs:eu-west-1:111122223333:work", "SQS MessageId  " + letter + " in dead, ", "SNS"},
		{published, "arn:aws:sqs:eu-west-1:111122223333:work", "SQS MessageId  " + published + " in work\n", "SNS"},
	} {
		l := shownLetter{Letter: deadletter.Letter{
			MessageID: tt.id, TopicARN: tt.from, SQSID: letter, QueueName: "dead", Reason: "create: 400; to do: correct the name",
		}, Fix: "correct the name"}
		var text strings.Builder
		if err := (showData{Letters: []shownLetter{l}}).write(&text); err != nil {
			t.Fatal(err)
		}
		if got := text.String(); !strings.Contains(got, tt.want) || strings.Contains(got, tt.lack) || strings.Count(got, "correct the name") != 1 {
			t.Errorf("%s of %s: want %q once, and no %q:\n%s", tt.id, tt.from, tt.want, tt.lack, got)
		}
	}
}

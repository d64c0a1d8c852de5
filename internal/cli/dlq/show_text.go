package dlq

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/deadletter"
	"sns-dynamics/internal/operator/reason"
)

// write writes the letters.
func (d showData) write(w io.Writer) error {
	for i, l := range d.Letters {
		if i > 0 {
			fmt.Fprintln(w)
		}
		if err := l.write(w); err != nil {
			return err
		}
	}
	return nil
}

func (l shownLetter) write(w io.Writer) error {
	var fields [][]string
	for _, field := range []shownField{
		l.messageID(),
		{"published", seconds(l.Published)},
		{l.publisher(), l.TopicARN},
		{"operation", strings.Join(strings.Fields(l.Operation+" "+l.Action+" "+l.EntitySet), " ")},
		{"route", l.Route},
		{"given up by", givenUpBy(l.Source)},
		{"given up at", seconds(l.Time)},
		{"attempts", positive(l.Attempts)},
		{"class", l.Class},
		{"code", strings.TrimSpace(l.Code + " " + l.Name)},
		{"status", positive(l.Status)},
		{"request id", l.RequestID},
		{sqsMessageID, fmt.Sprintf("%s in %s, received %s", l.SQSID, l.QueueName, cli.Plural(l.Received, "time"))},
		{"group", l.Group},
		{"reason", withoutFix(l.Reason)},
		{"means", l.Means},
		{"do", l.Fix},
		{"", l.Command},
		{"caution", l.RepeatRisk},
		{"caution", l.Overtaken},
		{"to redrive", l.Redrive},
		{"to purge", l.Purge},
	} {
		if value := cli.OneLine(field.value); value != "" && value != "-" {
			fields = append(fields, []string{field.name, value})
		}
	}
	if err := cli.WriteRows(w, fields); err != nil {
		return err
	}
	if l.Source == deadletter.Unknown || len(l.Envelopes) > 1 {
		_, err := fmt.Fprintf(w, "\nThe letter:\n%s\n", pretty(l.Body))
		return err
	}
	_, err := fmt.Fprintf(w, "\nThe message:\n%s\n", pretty(l.Message))
	return err
}

// shownField is a field of a letter with its label.
type shownField struct{ name, value string }

// sqsMessageID is the label of an id that SQS gave.
const sqsMessageID = "SQS MessageId"

// messageID returns the id of the message. SNS gave it, or SQS if the message was sent to the
// function's queue without SNS. A redrive policy keeps the id of SQS, so the dead letter may have
// the same id. The field is empty then.
func (l shownLetter) messageID() shownField {
	switch {
	case !l.isFromQueue():
		return shownField{"SNS MessageId", l.MessageID}
	case l.MessageID == l.SQSID:
		return shownField{}
	}
	return shownField{sqsMessageID, l.MessageID + " in " + l.TopicARN[strings.LastIndex(l.TopicARN, ":")+1:]}
}

// publisher returns the label of the topic, or of the queue that a message came to without SNS.
func (l shownLetter) publisher() string {
	if l.isFromQueue() {
		return "queue"
	}
	return "topic"
}

// isFromQueue reports whether the message was sent to the function's queue without SNS.
func (l shownLetter) isFromQueue() bool {
	parts := strings.Split(l.TopicARN, ":")
	return len(parts) > 2 && parts[2] == "sqs"
}

// withoutFix returns a reason without the advice at its end, because the letter has the advice in
// a field of its own.
func withoutFix(text string) string {
	whole, _, _ := strings.Cut(text, reason.Advice)
	return whole
}

func givenUpBy(s deadletter.Source) string {
	switch s {
	case deadletter.Function:
		return "the function"
	case deadletter.Lambda:
		return "Lambda, for the function"
	case deadletter.Subscription:
		return "SNS, which could not deliver it"
	case deadletter.Queue:
		return "the function's queue, after the last attempt"
	}
	return "unknown"
}

// positive returns nothing for 0.
func positive(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// pretty returns JSON over several lines, and other text as it is.
func pretty(text string) string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(text), "", "  ") != nil {
		return text
	}
	return b.String()
}

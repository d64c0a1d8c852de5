package inspector

import (
	"cmp"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/localdev/deployment"
	"sns-dynamics/internal/operator/deadletter"
)

// buried takes in a dead letter that the function wrote.
func (i *Inspector) buried(c *call, sqsID, body string, attributes map[string]types.MessageAttributeValue) {
	l := i.newLetter(sqsID, body, attributes, nil)
	for _, e := range c.entries {
		if e.MessageID == l.Letter.MessageID {
			i.bury(e, l)
		}
	}
}

// redriven takes in a message with too many receives, which the redrive policy of the queue
// moved to the dead-letter queue.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
func (i *Inspector) redriven(m awsemulator.Message) {
	e := i.queued.remove(m.ID)
	if e == nil {
		return
	}
	l := i.newLetter(m.ID, m.Body, nil, map[string]string{
		string(types.MessageSystemAttributeNameDeadLetterQueueSourceArn): m.Source,
		string(types.MessageSystemAttributeNameSentTimestamp):            strconv.FormatInt(m.Sent.UnixMilli(), 10),
	})
	// The queue does not know the reason, but the inspector does.
	latest := i.history.current(e)
	l.Letter.Reason = fmt.Sprintf("received %d times; last: %s", MaxReceives, latest.Error)
	l.Letter.Class, l.Letter.Code = cmp.Or(latest.Class, l.Letter.Class), cmp.Or(latest.Code, l.Letter.Code)
	l.Meaning = l.Letter.Explanation()
	i.bury(e, l)
	i.history.change(e, func(e *entry) { e.Outcome = dead })
}

// newLetter reads a message of the dead-letter queue as dynctl dlq does.
func (i *Inspector) newLetter(id, body string, attributes map[string]types.MessageAttributeValue, system map[string]string) Letter {
	all := map[string]string{
		string(types.MessageSystemAttributeNameSentTimestamp):           strconv.FormatInt(i.now().UnixMilli(), 10),
		string(types.MessageSystemAttributeNameApproximateReceiveCount): "1",
	}
	maps.Copy(all, system)
	l := deadletter.Parse(deployment.DeadLetterQueueName, types.Message{MessageId: &id, Body: &body, MessageAttributes: attributes, Attributes: all})
	return Letter{Letter: l, Meaning: l.Explanation()}
}

// withSubject returns a letter with the table and the row of its message, as the routes and the text of
// the message tell them.
func withSubject(i *Inspector, l Letter) Letter {
	if len(l.Letter.Envelopes) == 0 {
		return l
	}
	e, _ := delivery.ParseEnvelope(l.Letter.Envelopes[0]) // the letter was read before
	s, _ := i.subject(e.Content())
	return l.of(s)
}

// of returns a letter with the operation, the table and the row of its message, as far as the
// letter does not have them.
func (l Letter) of(s Summary) Letter {
	l.Letter.Operation, l.Letter.Action = cmp.Or(l.Letter.Operation, s.Operation), cmp.Or(l.Letter.Action, s.Action)
	l.Letter.EntitySet = cmp.Or(l.Letter.EntitySet, s.EntitySet, strings.Join(s.EntitySets, ", "))
	l.Row = cmp.Or(s.Key, s.Row)
	return l
}

// cleaned returns a letter without secrets.
func (i *Inspector) cleaned(l Letter) Letter {
	l.Letter.Body, l.Letter.Message, l.Letter.Reason = i.clean(l.Letter.Body), i.clean(l.Letter.Message), i.clean(l.Letter.Reason)
	l.Letter.Code, l.Row = i.clean(l.Letter.Code), i.clean(l.Row)
	for name, a := range l.Letter.Attributes {
		a.Value = i.clean(a.Value)
		l.Letter.Attributes[name] = a
	}
	for n := range l.Letter.Envelopes {
		l.Letter.Envelopes[n] = i.clean(l.Letter.Envelopes[n])
	}
	return l
}

// bury keeps a letter with its message.
func (i *Inspector) bury(e *entry, l Letter) {
	l = i.cleaned(l)
	i.history.change(e, func(e *entry) {
		l = l.of(e.Summary)
		l.Number = e.Number
		e.Letter = &l
		e.Timeline = append(e.Timeline, Moment{Time: i.now(), Kind: dead, Text: "into the dead-letter queue"})
	})
}

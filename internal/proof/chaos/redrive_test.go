package chaos

import (
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"sns-dynamics/internal/operator/deadletter"
)

// redriveAt is the time at which an operator redrives all dead letters that dynctl redrives
// by default. Newer changes of their rows were carried out long before. Dataverse responds
// again for all rows by then.
const redriveAt = 60 * time.Hour

// deadLetterOf returns a dead letter as dynctl reads it.
func (q *queue) deadLetterOf(d *queuedMessage) deadletter.Letter {
	m := types.Message{
		MessageId: aws.String(d.id), Body: aws.String(d.body), ReceiptHandle: aws.String("h"),
		Attributes:        map[string]string{"SentTimestamp": strconv.FormatInt(d.sent.UnixMilli(), 10)},
		MessageAttributes: map[string]types.MessageAttributeValue{},
	}
	if d.group != "" {
		m.Attributes["MessageGroupId"] = d.group
	}
	if d.source != "" {
		m.Attributes["DeadLetterQueueSourceArn"] = queueARN(d.source)
	}
	for name, value := range d.attributes {
		m.MessageAttributes[name] = types.MessageAttributeValue{DataType: aws.String("String"), StringValue: aws.String(value)}
	}
	return deadletter.Parse(q.name, m)
}

// redriveAll redrives the messages of a dead-letter queue.
func (w *simulation) redriveAll(dead, to *queue) {
	for _, d := range append([]*queuedMessage(nil), dead.all...) {
		if d.deleted {
			continue
		}
		m := d.message
		m.answeredAgain = true
		switch l := dead.deadLetterOf(d); {
		case !l.CanRedrive():
			w.wrong(m, "its dead letter is of no known shape: %s", d.body)
		case l.RepeatRisk != "":
			w.faultCounts.count("redrive: left out, would run twice", m)
		case l.Overtaken != "":
			w.faultCounts.count("redrive: left out, may undo a newer change", m)
		default:
			w.faultCounts.count("redriven after newer changes", m)
			dead.remove(d)
			for _, body := range l.Envelopes {
				to.add(m, body, d.group, "redrive "+d.id, nil, 0)
			}
		}
	}
}

// retention is the retention period of the queues. The function must not leave a message
// in a queue for so long.
const retention = 14 * 24 * time.Hour

// expire deletes a message that is too old.
func (q *queue) expire(d *queuedMessage) {
	if d.deleted {
		return
	}
	q.remove(d)
	q.w.faultCounts.count("deleted by SQS after 14 days", d.message)
	q.w.wrong(d.message, "%s: SQS deleted it after 14 days in %s", lost, q.name)
}

// stuck makes a group of the FIFO topic. Dataverse responds only for the last of its
// messages. Each message uses up its receives in more than a day, so that the messages
// behind it become too old to wait.
func (p *plan) stuck(n int) {
	id := p.row("contacts", map[string]any{"lastname": "before"})
	for place := range n {
		m := p.message(ordered)
		m.topic, m.group, m.messageKind = topicARN("dynamics.fifo"), "stuck", "update, behind a stuck group"
		m.set, m.intent.id, m.cells = "contacts", id, map[string]any{"description": m.mark()}
		m.intent.neverAnswered = place < n-1
		m.write(map[string]any{"operation": "update", "entitySet": "contacts", "id": id, "data": m.cells})
	}
}

// longestInOrder is the age from which the function gives up a message of a FIFO queue.
const longestInOrder = 10 * 24 * time.Hour

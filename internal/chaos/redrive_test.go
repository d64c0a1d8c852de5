package chaos

import (
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"sns-dynamics/internal/deadletter"
)

// redriveAt is when somebody redrives all dead letters that dynctl redrives unless told
// otherwise: newer changes of their rows were carried out long ago. What Dataverse did
// not answer for, it answers for by then.
const redriveAt = 60 * time.Hour

// letterOf is a dead letter as dynctl reads it.
func (q *queue) letterOf(d *deposit) deadletter.Letter {
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

// redriveAll redrives what is in a dead-letter queue.
func (w *world) redriveAll(dead, to *queue) {
	for _, d := range append([]*deposit(nil), dead.all...) {
		if d.deleted {
			continue
		}
		m := d.message
		m.healed = true
		switch l := dead.letterOf(d); {
		case !l.CanRedrive():
			w.wrong(m, "its dead letter is of no known shape: %s", d.body)
		case l.Hazard != "":
			w.tally.count("redrive: left out, would run twice", m)
		case l.Overtaken != "":
			w.tally.count("redrive: left out, may undo a newer change", m)
		default:
			w.tally.count("redriven after newer changes", m)
			dead.remove(d)
			for _, body := range l.Envelopes {
				to.add(m, body, d.group, "redrive "+d.id, nil, 0)
			}
		}
	}
}

// retention is how long SQS keeps a message. The function must not let it come to that.
const retention = 14 * 24 * time.Hour

// expire has SQS delete a message that is too old.
func (q *queue) expire(d *deposit) {
	if d.deleted {
		return
	}
	q.remove(d)
	q.w.tally.count("deleted by SQS after 14 days", d.message)
	q.w.wrong(d.message, "%s: SQS deleted it after 14 days in %s", lost, q.name)
}

// stuck thinks up a group of the FIFO topic whose messages Dataverse does not answer
// for, but for the last: each uses up its receives, more than a day, so that those
// behind grow too old to wait.
func (p *plan) stuck(n int) {
	id := p.row("contacts", map[string]any{"lastname": "before"})
	for place := range n {
		m := p.message(ordered)
		m.topic, m.group, m.sort = topicARN("dynamics.fifo"), "stuck", "update, behind a stuck group"
		m.set, m.intent.id, m.cells = "contacts", id, map[string]any{"description": m.mark()}
		m.intent.never = place < n-1
		m.write(map[string]any{"operation": "update", "entitySet": "contacts", "id": id, "data": m.cells})
	}
}

// longestInOrder is from when on a message of a FIFO queue is given up.
const longestInOrder = 10 * 24 * time.Hour

package sqs

import "time"

// deleteMessage follows
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
func (qs *Queues) deleteMessage(in handleInput) (any, error) {
	q, err := qs.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	_, err = qs.delete(q, in.handleEntry)
	return nil, err
}

func (qs *Queues) deleteMessageBatch(in handleBatchInput) (any, error) {
	q, err := qs.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	return each(qs, "DeleteMessageBatch", in.Entries, handleEntry.id, noCheck, func(e handleEntry) (entryID, error) { return qs.delete(q, e) })
}

func (qs *Queues) delete(q *queue, e handleEntry) (entryID, error) {
	m, err := q.message(e.ReceiptHandle)
	switch {
	case err != nil:
		return entryID{}, err
	case m == nil:
	case q.fifo && !m.inFlight(qs.account.Now()):
		return entryID{}, invalidValue("ReceiptHandle", e.ReceiptHandle, "The receipt handle has expired.")
	default:
		q.remove(m)
	}
	return entryID{e.ID}, nil
}

type purgeQueueInput struct {
	QueueURL string `json:"QueueUrl"`
}

// purgeQueue follows
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
func (qs *Queues) purgeQueue(in purgeQueueInput) (any, error) {
	q, err := qs.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	if now := qs.account.Now(); now.Sub(q.purged) >= time.Minute {
		q.purged, q.messages = now, nil
		return nil, nil
	}
	return nil, refuse("PurgeQueueInProgress", "Only one PurgeQueue operation on %s is allowed every 60 seconds.", q.name)
}

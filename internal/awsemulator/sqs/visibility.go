package sqs

import "time"

// changeMessageVisibility follows
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
func (qs *Queues) changeMessageVisibility(in handleInput) (any, error) {
	q, err := qs.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	_, err = qs.changeVisibility(q, in.handleEntry)
	return nil, err
}

func (qs *Queues) changeMessageVisibilityBatch(in handleBatchInput) (any, error) {
	q, err := qs.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	return each(qs, "ChangeMessageVisibilityBatch", in.Entries, handleEntry.id, noCheck, func(e handleEntry) (entryID, error) { return qs.changeVisibility(q, e) })
}

func (qs *Queues) changeVisibility(q *queue, e handleEntry) (entryID, error) {
	seconds := 0 // the SDK leaves out a 0 in a batch
	if e.VisibilityTimeout != nil {
		seconds = *e.VisibilityTimeout
	}
	if seconds < 0 || seconds > maxVisibilityTimeout {
		return entryID{}, invalidValue("VisibilityTimeout", seconds, "VisibilityTimeout must be an integer between 0 and 43200.")
	}
	m, err := q.message(e.ReceiptHandle)
	if err != nil {
		return entryID{}, err
	}
	now := qs.account.Now()
	if m == nil {
		return entryID{}, invalidValue("ReceiptHandle", e.ReceiptHandle, "Message does not exist or is not available for visibility timeout change.")
	}
	if !m.inFlight(now) {
		return entryID{}, refuse("MessageNotInflight", "The message is not in flight: its visibility timeout has ended.")
	}
	visibleAt := now.Add(time.Duration(seconds) * time.Second)
	if visibleAt.Sub(m.receivedAt) > maxVisibilityTimeout*time.Second {
		return entryID{}, invalidValue("VisibilityTimeout", seconds, "The total visibility timeout of the message is above 43200 seconds.")
	}
	m.visibleAt = visibleAt
	q.wakeReceivers()
	return entryID{e.ID}, nil
}

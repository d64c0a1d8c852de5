package inspector

import "sync"

// queued are the messages in the retry queue, by their id of SQS.
type queued struct {
	// sending is locked for reading while a message is sent and noted.
	sending sync.RWMutex

	mu   sync.Mutex // locked after the lock of the account's queues
	byID map[string]*entry
}

func newQueued() *queued { return &queued{byID: map[string]*entry{}} }

// put notes that a message of SQS is an entry.
func (q *queued) put(sqsID string, e *entry) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.byID[sqsID] = e
}

// find returns the entry of a message of SQS, or nil.
func (q *queued) find(sqsID string) *entry {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.byID[sqsID]
}

// remove forgets a message of SQS that has left the queue, and returns its entry or nil.
func (q *queued) remove(sqsID string) *entry {
	q.mu.Lock()
	defer q.mu.Unlock()
	e := q.byID[sqsID]
	delete(q.byID, sqsID)
	return e
}

// idOf returns the id of SQS of an entry, or "".
func (q *queued) idOf(e *entry) string {
	q.mu.Lock()
	defer q.mu.Unlock()
	for id, one := range q.byID {
		if one == e {
			return id
		}
	}
	return ""
}

// settle waits until all messages that were sent are noted.
func (q *queued) settle() {
	q.sending.Lock()
	defer q.sending.Unlock()
}

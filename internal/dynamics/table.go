package dynamics

import (
	"context"
	"sync"
	"time"
)

// table is what the definition of a table says of it.
type table struct {
	entitySet, logicalName, primaryKey string
	elastic, virtual                   bool
}

// tables keeps the tables whose definitions were read, and which of them lack a
// message. It is safe for concurrent use.
type tables struct {
	mu      sync.Mutex
	known   map[string]table // by entity set
	lacking map[string]bool  // by entity set and message
	// refused is until when bulk messages do without definitions, which the
	// application user may not read.
	refused time.Time
}

// refusedFor is how long definitions that were refused are not asked for again by
// what does without them.
const refusedFor = time.Minute

func (t *tables) lack(entitySet, message string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.lacking == nil {
		t.lacking = map[string]bool{}
	}
	t.lacking[entitySet+"/"+message] = true
}

func (t *tables) lacks(entitySet, message string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.lacking[entitySet+"/"+message]
}

func (t *tables) get(entitySet string) (found table, known bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	found, known = t.known[entitySet]
	return found, known
}

func (t *tables) put(entitySet string, found table) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.known == nil {
		t.known = map[string]table{}
	}
	t.known[entitySet] = found
}

// refuse notes that definitions may not be read now.
func (t *tables) refuse(until time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.refused = until
}

func (t *tables) isRefused(now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return now.Before(t.refused)
}

// table returns the table of an entity set, if the bulk message of that kind can
// be tried on it. Where definitions may not be read, and where there is no such
// entity set, it cannot. The error is one that is not about the table, and as good
// as that of any other request.
func (c *Client) table(ctx context.Context, entitySet string, k Kind) (found table, ok bool, err error) {
	found, known := c.tables.get(entitySet)
	switch {
	case c.tables.lacks(entitySet, k.multiple()):
		return table{}, false, nil
	case known:
		return found, true, nil
	case c.tables.isRefused(c.now()):
		return table{}, false, nil
	}
	var all map[string]table
	_, err = c.retry(ctx, definitionRequest, 0, func() (err error) {
		all, err = c.definitions(ctx, entitySet)
		return err
	})
	if isAboutDefinitions(err) {
		c.tables.refuse(c.now().Add(refusedFor))
		return table{}, false, nil
	}
	found, ok = all[entitySet]
	return found, ok, err
}

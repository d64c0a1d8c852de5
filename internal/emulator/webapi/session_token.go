package webapi

import (
	"net/http"

	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// Elastic has the behaviour of elastic tables where the documents do not decide, or where
// the behaviour varies. The zero value is usable.
type Elastic struct {
	// Conflict makes a PATCH with If-None-Match: * of an existing row fail with 409, like a
	// POST. Otherwise the response is 412 with 0x80040237.
	Conflict bool
	// Late makes the first read miss the last write, if it has neither the session token of
	// that write nor a later token.
	Late bool
}

// before returns a row in its version before the last write of the table, if this read
// misses that write; nil if the row did not exist. The next read does not miss the write.
func (c *request) before(t *schema.Table, concerns func(key string) bool) (r *store.Row, is bool) {
	if c.Method != http.MethodGet {
		return nil, false
	}
	return c.handler.late.Missed(t, c.Header.Get("MSCRM.SessionToken"), concerns)
}

// listed returns the rows of a table in the form of a list.
func (c *request) listed(t *schema.Table) []*store.Row {
	rows := c.Store.List(t)
	var missed string
	before, is := c.before(t, func(key string) bool { missed = key; return true })
	if !is {
		return rows
	}
	var all []*store.Row
	found := false
	for _, r := range rows {
		if r.Key() != missed {
			all = append(all, r)
		} else if found = true; before != nil {
			all = append(all, before)
		}
	}
	if !found && before != nil {
		all = append(all, before)
	}
	return all
}

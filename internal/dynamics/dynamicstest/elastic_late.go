package dynamicstest

import (
	"math"
	"net/http"
	"strconv"
	"strings"
)

// Elastic are the choices where Microsoft does not say what elastic tables do, or
// where they do it now and then. The zero value is usable.
type Elastic struct {
	// Conflict has a PATCH with If-None-Match: * of a row that is there answered
	// with 409, as a POST is. Otherwise it is 412 with 0x80040237.
	Conflict bool
	// Late makes the first read without the session token of the last write, or of
	// a later one, miss that write.
	Late bool
}

// tokenPrefix and tokenSuffix stand around a version in a session token.
const (
	tokenPrefix = "240:8#"
	tokenSuffix = "#7=-1"
)

// late is the last write of each elastic table that a read may miss.
type late map[*table]lateWrite

type lateWrite struct {
	key     string
	before  *row
	version int64 // that a session token must have
}

// note remembers the last writes since a mark.
func (l late) note(s *store, mark int) {
	for _, u := range s.undo[mark:] {
		some := u.some()
		if some == nil || !some.table.Elastic {
			continue
		}
		w := lateWrite{some.key(), u.before, math.MaxInt64} // no token tells of a deletion
		if u.after != nil {
			w.version = u.after.version
		}
		l[some.table] = w
	}
}

// before is a row as it was before the last write of the table, if this read
// misses that; nil where there was none. The next read will not.
func (c *call) before(t *table, concerns func(key string) bool) (r *row, is bool) {
	w, noted := c.late[t]
	if !noted || c.method != http.MethodGet || !concerns(w.key) {
		return nil, false
	}
	delete(c.late, t)
	token, _ := strings.CutPrefix(c.header.Get("MSCRM.SessionToken"), tokenPrefix)
	version, _ := strconv.ParseInt(strings.TrimSuffix(token, tokenSuffix), 10, 64)
	return w.before, version < w.version
}

// listed are the rows of a table as a list tells of them.
func (c *call) listed(t *table) []*row {
	rows := c.store.list(t)
	var missed string
	before, is := c.before(t, func(key string) bool { missed = key; return true })
	if !is {
		return rows
	}
	var all []*row
	found := false
	for _, r := range rows {
		if r.key() != missed {
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

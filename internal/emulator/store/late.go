package store

import (
	"math"
	"strconv"
	"strings"

	"sns-dynamics/internal/emulator/schema"
)

// Late is the last write of each elastic table that a read may miss.
type Late map[*schema.Table]lateWrite

type lateWrite struct {
	key     string
	before  *Row
	version int64 // a session token must have this version
}

// Note remembers the last writes since a mark.
func (l Late) Note(s *Store, mark int) {
	for _, u := range s.undo[mark:] {
		some := u.Row()
		if some == nil || !some.Table.Elastic {
			continue
		}
		w := lateWrite{some.Key(), u.Before, math.MaxInt64} // no token says that a row was deleted
		if u.After != nil {
			w.version = u.After.Version
		}
		l[some.Table] = w
	}
}

// Missed returns the previous version of a row that the last write of its table changed, if
// a read with the session token misses the write and concerns the row. nil means that the
// row did not exist. The next read does not miss the write.
func (l Late) Missed(t *schema.Table, token string, concerns func(key string) bool) (r *Row, is bool) {
	w, noted := l[t]
	if !noted || !concerns(w.key) {
		return nil, false
	}
	delete(l, t)
	return w.before, parseSessionToken(token) < w.version
}

// tokenPrefix and tokenSuffix stand around a version in a session token.
const (
	tokenPrefix = "240:8#"
	tokenSuffix = "#7=-1"
)

// SessionToken returns the token of a version, for reads of an elastic table.
func SessionToken(version int64) string {
	return tokenPrefix + strconv.FormatInt(version, 10) + tokenSuffix
}

// parseSessionToken returns the version of a token; 0 for a text that is no token.
func parseSessionToken(token string) int64 {
	token, _ = strings.CutPrefix(token, tokenPrefix)
	version, _ := strconv.ParseInt(strings.TrimSuffix(token, tokenSuffix), 10, 64)
	return version
}

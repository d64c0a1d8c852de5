package dynamics

import (
	"net/http"
	"strings"
	"sync"
)

// sessionTokens are the tokens of the last writes to elastic tables, by entity set.
// A read that carries the token sees that write and those before it. It is safe for
// concurrent use.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-elastic-tables
type sessionTokens struct {
	mu     sync.Mutex
	latest map[string]string
}

// maxSessionToken bounds what is kept and sent again of a token.
const maxSessionToken = 4096

// note keeps the token of an answer to a request, whose path begins with the entity
// set. Only writes to elastic tables are answered with one.
func (s *sessionTokens) note(path string, h http.Header) {
	token := h.Get("X-Ms-Session-Token")
	if token == "" || len(token) > maxSessionToken || strings.ContainsFunc(token, func(r rune) bool { return r < ' ' || r > '~' }) {
		return
	}
	if end := strings.IndexAny(path, "(/"); end >= 0 {
		path = path[:end]
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.latest == nil {
		s.latest = map[string]string{}
	}
	s.latest[path] = token
}

// of is the token that a read of a table carries, empty where there is none.
func (s *sessionTokens) of(entitySet string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.latest[entitySet]
}

// header is that of a read of a table.
func (s *sessionTokens) header(entitySet string) http.Header {
	token := s.of(entitySet)
	if token == "" {
		return nil
	}
	return http.Header{"Mscrm.sessiontoken": {token}}
}

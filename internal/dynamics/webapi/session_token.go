package webapi

import (
	"net/http"
	"strings"
	"sync"
)

// SessionTokens keeps the tokens of the last writes to elastic tables, by entity set. A
// read with the token sees that write and the writes before it. The zero value is empty.
// It is safe for concurrent use.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-elastic-tables
type SessionTokens struct {
	mu     sync.Mutex
	latest map[string]string
}

// maxSessionToken is the limit of the bytes of a token that is kept.
const maxSessionToken = 4096

// Note keeps the token of a response. path is the path of the request and begins with
// the entity set. Only the response to a write to an elastic table has a token.
func (s *SessionTokens) Note(path string, h http.Header) {
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

// Of returns the token for reads of a table; empty if the table has no token.
func (s *SessionTokens) Of(entitySet string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.latest[entitySet]
}

// Header returns the header for reads of a table; nil if there is no token.
func (s *SessionTokens) Header(entitySet string) http.Header {
	token := s.Of(entitySet)
	if token == "" {
		return nil
	}
	return http.Header{"Mscrm.sessiontoken": {token}}
}

package route

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/function/mapping"
	"sns-dynamics/internal/function/pattern"
)

// MaxRoutes is the limit for the routes of a file.
const MaxRoutes = 200

// Table is the routes of a deployment. It is safe for concurrent use.
type Table struct {
	routes  []*Route
	ignores bool
	hash    string
}

// New reads the routes of a file. It checks everything but the programs: [Table.Compile] does
// that, and otherwise the first message of a route. The error is a [*FileError].
func New(f File) (*Table, error) {
	if f.Version != Version {
		return nil, wrong("/version", "expected %d", Version)
	}
	if f.Otherwise != "" && f.Otherwise != Reject && f.Otherwise != Ignore {
		return nil, wrong("/otherwise", "expected %s or %s", Reject, Ignore)
	}
	if len(f.Routes) > MaxRoutes {
		return nil, wrong("/routes", "expected at most %d routes, got %d", MaxRoutes, len(f.Routes))
	}
	text, err := json.Marshal(f)
	if err != nil {
		return nil, wrong("/routes", "expected event patterns in JSON")
	}
	hash := sha256.Sum256(text)
	t := &Table{ignores: f.Otherwise == Ignore, hash: hex.EncodeToString(hash[:])}
	seen := map[string]bool{}
	for i, e := range f.Routes {
		if seen[e.Name] {
			return nil, wrong(fmt.Sprintf("/routes/%d/name", i), "given twice")
		}
		seen[e.Name] = true
		r, fault := newRoute(e)
		if fault != nil {
			return nil, ErrorBelow(fmt.Sprintf("/routes/%d", i), fault)
		}
		r.label = e.Name + "@" + t.hash[:8]
		t.routes = append(t.routes, r)
	}
	return t, nil
}

// newRoute reads a route. The pointer of the error begins at the route.
func newRoute(e Entry) (*Route, *FileError) {
	r := &Route{Name: e.Name, Environment: e.Environment, IsIgnored: e.Ignore}
	if !isName(e.Name) {
		return nil, wrong("/name", "expected 1 to 64 letters, digits, hyphens and underscores")
	}
	p, err := pattern.Compile(e.When)
	if err != nil {
		return nil, ErrorBelow("/when", err)
	}
	r.pattern = p
	if e.Ignore && (e.Map != "" || e.Environment != "" || e.Allow != nil) {
		return nil, wrong("/ignore", "not allowed together with map, environment and allow")
	}
	if e.Environment != "" && !config.IsEnvironmentName(e.Environment) {
		return nil, wrong("/environment", "expected the name of an environment: at most 32 letters, digits, hyphens and underscores, and a letter or digit first")
	}
	if e.Allow != nil {
		if e.Allow.isEmpty() {
			return nil, wrong("/allow", "expected operations, tables or actions")
		}
		if r.Fence, err = fence.Narrow(fence.Lists(*e.Allow)); err != nil {
			return nil, ErrorBelow("/allow", err)
		}
	}
	if e.Map != "" {
		r.program = sync.OnceValues(func() (*mapping.Program, error) { return mapping.Compile(e.Map) })
	}
	return r, nil
}

// isName reports whether a text can be the name of a route. The name stands in the log, in an attribute of SQS and in a dimension of CloudWatch.
func isName(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '-' && c != '_' && !('0' <= c && c <= '9') && !('a' <= c|0x20 && c|0x20 <= 'z') {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// Hash is the SHA-256 of the routes, in hexadecimal digits. Two tables with one hash make the
// same operations of every message.
func (t *Table) Hash() string { return t.hash }

// Names returns the names of the routes in their order; nil for a nil table.
func (t *Table) Names() []string {
	if t == nil {
		return nil
	}
	names := make([]string, len(t.routes))
	for i, r := range t.routes {
		names[i] = r.Name
	}
	return names
}

// Find returns the first route that matches an event; nil if no route does. See [Event].
func (t *Table) Find(event map[string]any) *Route {
	for _, r := range t.routes {
		if r.pattern.Matches(event) {
			return r
		}
	}
	return nil
}

// Compile compiles all programs. The error has a line for each route whose program is wrong.
func (t *Table) Compile() error {
	var all []error
	for _, r := range t.routes {
		if r.program == nil {
			continue
		}
		if _, err := r.program(); err != nil {
			all = append(all, fmt.Errorf("route %s: map: %w", r.Name, err))
		}
	}
	return errors.Join(all...)
}

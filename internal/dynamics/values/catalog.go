package values

import (
	"context"
	"sync"
	"time"

	"sns-dynamics/internal/dynamics/clock"
)

const (
	// definitionsFor is how long definitions are kept.
	definitionsFor = time.Hour
	// fresh is the age up to which names and definitions are not read again, whatever a
	// message asks for.
	fresh = time.Minute
	// maxTables limits the tables whose definitions are kept.
	maxTables = 100
)

// catalog keeps the definitions of tables. It is safe for concurrent use.
type catalog struct {
	fetch Fetch
	now   func() time.Time
	// loading has one item, which the reader of definitions takes out.
	loading chan struct{}

	mu     sync.Mutex
	names  map[string]string // entity sets by logical name; it never changes
	sets   map[string]string // logical names by entity set; it never changes
	read   clock.Moment      // when the names were read
	tables map[string]known  // by logical name
}

type known struct {
	Table
	read clock.Moment
}

func newCatalog(fetch Fetch, now func() time.Time) *catalog {
	c := &catalog{fetch: fetch, now: now, loading: make(chan struct{}, 1), tables: map[string]known{}}
	c.loading <- struct{}{}
	return c
}

// forget drops the definitions of tables, and the names, that are not fresh. It reports
// whether it dropped anything.
func (c *catalog) forget(tables map[string]bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, dropped := c.now(), false
	for name := range tables {
		if t, ok := c.tables[name]; ok && t.read.Since(now) >= fresh {
			delete(c.tables, name)
			dropped = true
		}
	}
	if c.names != nil && c.read.Since(now) >= fresh {
		c.names, c.sets, dropped = nil, nil, true
	}
	return dropped
}

// load returns the names of all tables and the definitions of some tables. It reads the names
// and definitions that the catalog does not have. One call reads at a time.
func (c *catalog) load(ctx context.Context, tables map[string]bool) (dictionary, error) {
	if d, isWhole := c.kept(tables); isWhole {
		return d, nil
	}
	select {
	case <-c.loading:
	case <-ctx.Done():
		return dictionary{}, ctx.Err()
	}
	defer func() { c.loading <- struct{}{} }()
	return (&loader{catalog: c}).load(ctx, tables)
}

// kept returns the names and definitions that the catalog has and that are young enough.
// isWhole says that nothing must be read.
func (c *catalog) kept(tables map[string]bool) (d dictionary, isWhole bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	d = dictionary{tables: map[string]Table{}, errs: map[string]error{}}
	if c.names != nil && c.read.Since(now) < definitionsFor {
		d.names, d.sets = c.names, c.sets
	}
	isWhole = d.names != nil
	for name := range tables {
		if t, ok := c.tables[name]; ok && t.read.Since(now) < definitionsFor {
			d.tables[name] = t.Table
		} else if !c.isUnlisted(name, now) {
			isWhole = false
		}
	}
	return d, isWhole
}

// isUnlisted reports whether names that are fresh lack a table. A table that the names lack
// has no definition to read.
func (c *catalog) isUnlisted(table string, now time.Time) bool {
	_, listed := c.names[table]
	return c.names != nil && !listed && c.read.Since(now) < fresh
}

// put keeps the definition of a table. It drops the oldest definition if there are too many.
func (c *catalog) put(t Table, read clock.Moment) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tables[t.LogicalName] = known{t, read}
	if len(c.tables) <= maxTables {
		return
	}
	oldest, now := t.LogicalName, c.now()
	for name, other := range c.tables {
		if other.read.Since(now) > c.tables[oldest].read.Since(now) {
			oldest = name
		}
	}
	delete(c.tables, oldest)
}

// putNames keeps the entity sets of all tables, and returns them with the logical names by
// entity set. Nobody changes the maps.
func (c *catalog) putNames(names map[string]string, read clock.Moment) (byName, bySet map[string]string) {
	sets := make(map[string]string, len(names))
	for name, set := range names {
		sets[set] = name
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.names, c.sets, c.read = names, sets, read
	return names, sets
}

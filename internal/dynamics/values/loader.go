package values

import (
	"context"
	"maps"
	"slices"

	"sns-dynamics/internal/dynamics/clock"
)

const (
	// tablesPerFetch limits the tables in one request, and with them the length of the
	// response.
	tablesPerFetch = 5
	// maxPages limits the pages of the relationships of one table.
	maxPages = 50
)

// loader reads names and definitions for one call.
type loader struct {
	catalog *catalog
	known   dictionary
}

// load reads the names and definitions that the catalog does not have.
func (l *loader) load(ctx context.Context, tables map[string]bool) (dictionary, error) {
	// The call that read before this one may have read all of them.
	var isWhole bool
	if l.known, isWhole = l.catalog.kept(tables); isWhole {
		return l.known, nil
	}
	withNames, unknown := l.unknown(slices.Sorted(maps.Keys(tables)))
	for first := true; first && withNames || len(unknown) > 0; first = false {
		some := unknown[:min(len(unknown), tablesPerFetch)]
		if err := l.loadSome(ctx, first && withNames, some); err != nil {
			return dictionary{}, err
		}
		unknown = unknown[len(some):]
	}
	return l.known, nil
}

// unknown returns whether the names must be read, and the tables whose definitions must be
// read. The names are read again for a table that they lack, at most once a minute.
func (l *loader) unknown(tables []string) (withNames bool, unknown []string) {
	l.catalog.mu.Lock()
	defer l.catalog.mu.Unlock()
	now := l.catalog.now()
	withNames = l.known.names == nil
	for _, name := range tables {
		if _, ok := l.known.tables[name]; ok || l.catalog.isUnlisted(name, now) {
			continue
		}
		_, listed := l.known.names[name]
		withNames = withNames || !listed
		unknown = append(unknown, name)
	}
	return withNames, unknown
}

// loadSome makes one request for the names, if they are wanted, and for the definitions of
// tables.
func (l *loader) loadSome(ctx context.Context, withNames bool, tables []string) error {
	var paths []string
	if withNames {
		paths = append(paths, namesPath)
	}
	for _, name := range tables {
		paths = append(paths, definitionPaths(name)...)
	}
	began := clock.At(l.catalog.now())
	responses, err := l.catalog.fetch(ctx, paths)
	if err != nil {
		return err
	}
	if withNames {
		if responses[0].Err != nil {
			return responses[0].Err
		}
		names, err := readNames(responses[0].Body)
		if err != nil {
			return err
		}
		l.known.names, l.known.sets = l.catalog.putNames(names, began)
		responses = responses[1:]
	}
	for i, name := range tables {
		all := responses[i*pathsPerTable : (i+1)*pathsPerTable]
		if err := l.loadTable(ctx, name, all, began); err != nil {
			l.known.errs[name] = err
		}
	}
	return nil
}

// loadTable keeps the definition of a table that its responses give, with all pages of its
// relationships.
func (l *loader) loadTable(ctx context.Context, name string, responses []Response, began clock.Moment) error {
	var bodies [][]byte
	for _, r := range responses {
		switch {
		case r.Err != nil:
			return r.Err
		case r.IsMissing:
			return nil // the environment has no such table
		}
		bodies = append(bodies, r.Body)
	}
	t, next, err := readTable(bodies)
	if err != nil {
		return err
	}
	for page := 0; next != "" && page < maxPages; page++ {
		more, err := l.catalog.fetch(ctx, []string{next})
		switch {
		case err != nil:
			return err
		case more[0].Err != nil:
			return more[0].Err
		}
		if next, err = readNextPage(t, more[0].Body); err != nil {
			return err
		}
	}
	l.catalog.put(t, began)
	l.known.tables[name] = t
	return nil
}

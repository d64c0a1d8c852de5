package values

import (
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"time"

	"sns-dynamics/internal/operation"
)

// Resolver makes operations with data from operations with values. It keeps the definitions
// of tables for an hour, and the ids of rows for ten minutes. It is safe for concurrent use.
type Resolver struct {
	catalog     *catalog
	rows        *rows
	navigations *navigations
}

// New returns a resolver that reads with fetch and knows the time by now.
func New(fetch Fetch, now func() time.Time) *Resolver {
	return &Resolver{
		catalog: newCatalog(fetch, now), rows: &rows{now: now}, navigations: &navigations{fetch: fetch, now: now},
	}
}

// Resolved is an operation whose values are resolved.
type Resolved struct {
	Operation operation.Operation
	// Err is an [*Error] if the values cannot be written, or the error of the [Fetch].
	Err error
	// Tables are the tables whose definitions were used, and Rows the queries whose rows
	// were in the memory; see [Resolver.ForgetTables] and [Resolver.ForgetRows].
	Tables map[string]bool
	Rows   []string
}

const (
	// mostTablesOf limits the tables that one message names.
	mostTablesOf = 50
	// mostRowsOf limits the rows that one message looks up.
	mostRowsOf = 1000
	// queriesPerFetch limits the rows that are looked up in one request.
	queriesPerFetch = 100
)

// Uses reports whether an operation, or an operation of a batch, has values.
func Uses(op operation.Operation) bool {
	return len(op.Values) > 0 || slices.ContainsFunc(op.Operations, Uses)
}

// Resolve resolves the values of operations, which share requests. An operation without
// values stays as it is. If the definitions lack a name that an operation has, and they are
// older than a minute, Resolve reads them again.
func (r *Resolver) Resolve(ctx context.Context, ops []operation.Operation) []Resolved {
	all := make([]Resolved, len(ops))
	var messages []*resolution
	for i, op := range ops {
		all[i].Operation = op
		if Uses(op) {
			messages = append(messages, newResolution(r.rows, i, op))
		}
	}
	var outdated []*resolution
	for _, m := range r.resolve(ctx, messages, all) {
		refused, ok := errors.AsType[*Error](all[m.position].Err)
		if ok && refused.namesUnknown() && r.catalog.forget(m.tables) {
			outdated = append(outdated, newResolution(r.rows, m.position, ops[m.position]))
		}
	}
	r.resolve(ctx, outdated, all)
	return all
}

// Tables returns the definitions of tables that are named by their logical names or by their
// entity sets, in the order of the names. The error is an [*Error] if the environment has no
// such table, and otherwise an error of the [Fetch].
func (r *Resolver) Tables(ctx context.Context, names ...string) ([]Table, error) {
	known, err := r.catalog.load(ctx, nil)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for i, name := range names {
		if logical, ok := known.logicalName(name); ok {
			names[i] = logical
		}
		wanted[names[i]] = true
	}
	if known, err = r.catalog.load(ctx, wanted); err != nil {
		return nil, err
	}
	all := make([]Table, len(names))
	for i, name := range names {
		if err := known.errs[name]; err != nil {
			return nil, err
		}
		var ok bool
		if all[i], ok = known.table(name); !ok {
			return nil, &Error{Problems: []Problem{{Pointer: name, Text: known.noTable(name)}}}
		}
	}
	return all, nil
}

// resolve resolves messages in groups, and stores the results. It returns the messages.
func (r *Resolver) resolve(ctx context.Context, messages []*resolution, all []Resolved) []*resolution {
	for group := range together(messages) {
		err := r.define(ctx, group)
		if err == nil {
			for _, m := range group {
				m.convert()
			}
			err = r.findRows(ctx, group)
		}
		for _, m := range group {
			a := &all[m.position]
			a.Tables = m.tables
			if err != nil {
				a.Err = err
				continue
			}
			a.Operation, a.Rows, a.Err = m.finish()
		}
	}
	return messages
}

// together divides messages into groups that name at most [maxTables] tables.
func together(messages []*resolution) iter.Seq[[]*resolution] {
	return func(yield func([]*resolution) bool) {
		for len(messages) > 0 {
			n, tables := 0, 0
			for n < len(messages) {
				messages[n].collect()
				if tables += messages[n].weight(); n > 0 && tables > maxTables {
					break
				}
				n++
			}
			if !yield(messages[:n]) {
				return
			}
			messages = messages[n:]
		}
	}
}

// ForgetTables makes the resolver read definitions again that an operation used, because
// Dataverse does not know one of their names. It keeps definitions that were read within the
// last minute, so that a wrong message cannot make it read them over and over. It reports
// whether it forgot one.
func (r *Resolver) ForgetTables(used Resolved) bool { return r.catalog.forget(used.Tables) }

// ForgetRows makes the resolver look up rows again that an operation took from the memory,
// because Dataverse does not know one of them. It reports whether there was one.
func (r *Resolver) ForgetRows(used Resolved) bool {
	r.rows.forget(used.Rows)
	return len(used.Rows) > 0
}

// define loads the names, and the definitions of all tables that the messages name. A table
// that is named by its entity set is known only with the names.
func (r *Resolver) define(ctx context.Context, messages []*resolution) error {
	for round := range 2 {
		tables := map[string]bool{}
		for _, m := range messages {
			if round > 0 {
				m.collect()
			}
			maps.Copy(tables, m.tables)
		}
		known, err := r.catalog.load(ctx, tables)
		if err != nil {
			return err
		}
		hasSets := false
		for _, m := range messages {
			m.known = known
			hasSets = hasSets || m.hasSets()
		}
		if !hasSets {
			return nil
		}
	}
	return nil
}

// findRows looks up the rows of all messages, each once.
func (r *Resolver) findRows(ctx context.Context, messages []*resolution) error {
	wanted := map[string]Table{}
	for _, m := range messages {
		for _, ref := range m.unknownRows() {
			wanted[ref.query] = ref.table
		}
	}
	found := map[string]answer{}
	for queries := range slices.Chunk(slices.Sorted(maps.Keys(wanted)), queriesPerFetch) {
		responses, err := r.catalog.fetch(ctx, queries)
		if err != nil {
			return err
		}
		for i, query := range queries {
			a := answer{}
			if a.id, a.problem, a.err = readRow(wanted[query], responses[i]); a.id != "" {
				r.rows.put(query, a.id)
			}
			found[query] = a
		}
	}
	for _, m := range messages {
		m.useRows(found)
	}
	return nil
}

// answer is the result of the query for a row: its id, the problem of the values, or the error
// of the request.
type answer struct {
	id      string
	problem *Problem
	err     error
}

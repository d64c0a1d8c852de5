package values

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"sns-dynamics/internal/dynamics/clock"
	"sns-dynamics/internal/operation"
)

const (
	// rowsFor is how long the id of a row that was looked up is kept.
	rowsFor = 10 * time.Minute
	// maxRows limits the ids that are kept.
	maxRows = 10_000
)

// rows keeps the ids of rows that were looked up, by the query that found them. It is safe
// for concurrent use.
type rows struct {
	now func() time.Time

	mu sync.Mutex
	// dropped is the number of queries that were in order before its first one.
	dropped int
	ids     map[hash]keptID
	order   []hash // of the queries, the oldest first; some may be gone
}

// hash stands for a query, because a query may be long, and may hold personal data.
type hash [sha256.Size]byte

func hashOf(query string) hash { return sha256.Sum256([]byte(query)) }

type keptID struct {
	id   string
	read clock.Moment
	at   int // the number of queries that were kept before
}

func (r *rows) get(query string) (id string, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k, ok := r.ids[hashOf(query)]
	if !ok || k.read.Since(r.now()) >= rowsFor {
		return "", false
	}
	return k.id, true
}

func (r *rows) put(query, id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ids == nil {
		r.ids = map[hash]keptID{}
	}
	h := hashOf(query)
	r.ids[h] = keptID{id, clock.At(r.now()), r.dropped + len(r.order)}
	r.order = append(r.order, h)
	for len(r.order) > maxRows {
		oldest := r.order[0]
		if r.ids[oldest].at == r.dropped { // or it was kept again later
			delete(r.ids, oldest)
		}
		r.order = r.order[1:]
		r.dropped++
	}
}

func (r *rows) forget(queries []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, query := range queries {
		delete(r.ids, hashOf(query))
	}
}

// query is the request for the id of the row that columns identify.
func (t Table) query(columns []literal) string {
	filter := ""
	for i, l := range columns {
		if i > 0 {
			filter += "%20and%20"
		}
		filter += operation.Escape(l.property) + "%20eq%20" + operation.Escape(l.value)
	}
	return operation.Escape(t.EntitySet) + "?$select=" + operation.Escape(t.PrimaryKey) + "&$filter=" + filter + "&$count=true&$top=2"
}

var errRows = fmt.Errorf("%w: it is not a list of rows", ErrResponse)

// readRow reads the response to a query. problem says that the query has no row, or more
// than one, or that Dataverse refused it. The error is about the response.
func readRow(t Table, r Response) (id string, problem *Problem, err error) {
	switch {
	case r.Err != nil:
		return "", nil, r.Err
	case r.Refusal != "":
		return "", &Problem{Text: "Dataverse refused the query for the row of " + t.LogicalName + " by these columns: " + r.Refusal}, nil
	case r.IsMissing:
		return "", &Problem{Text: "the environment has no such table", isOfDefinition: true}, nil
	}
	var list struct {
		Count int                          `json:"@odata.count"`
		Value []map[string]json.RawMessage `json:"value"`
	}
	if err := json.Unmarshal(r.Body, &list); err != nil || list.Value == nil {
		return "", nil, errRows
	}
	switch n := max(list.Count, len(list.Value)); {
	case n == 0:
		return "", &Problem{Text: "no row of " + t.LogicalName + " has these columns", IsMissing: true}, nil
	case n > 1:
		return "", &Problem{Text: fmt.Sprintf("expected columns that identify one row of %s, found %d rows", t.LogicalName, n)}, nil
	}
	if json.Unmarshal(list.Value[0][t.PrimaryKey], &id) != nil || !operation.IsGUID(id) {
		return "", nil, errRows
	}
	return id, nil, nil
}

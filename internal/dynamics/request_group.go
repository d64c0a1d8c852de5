package dynamics

import (
	"context"
	"encoding/json/jsontext"
	"slices"
	"strings"

	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/operation"
)

const (
	// maxRows limits the rows of a bulk message. Microsoft recommends to begin with it.
	maxRows = 1000
	// maxElasticRows limits the rows of a bulk message of an elastic table.
	//
	// See https://learn.microsoft.com/power-apps/developer/data-platform/use-elastic-tables
	maxElasticRows = 100
	// maxRequest limits the bytes of data that share a request. One row may exceed it.
	maxRequest = 4 << 20
)

// bulkMessage is the operations of one bulk message, or one operation.
type bulkMessage struct {
	members []int
	table   webapi.Table
}

// requestGroup is the operations of one request: one bulk message with a request of its
// own, or several that are the parts of a $batch.
type requestGroup struct{ messages []bulkMessage }

// planLevels returns the dependency levels of operations. Within a level, the operations
// of newer messages come first: a backlog must not delay a fresh message. The operations of
// a level change different rows. If that panics, each operation is a level of its own, in
// their order.
func planLevels(ops []operation.Operation) (all [][]int) {
	defer func() {
		if p := recover(); p != nil {
			all = nil
			for i := range ops {
				all = append(all, []int{i})
			}
		}
	}()
	all = operation.Levels(ops)
	for _, level := range all {
		slices.SortStableFunc(level, func(a, b int) int { return ops[b].Published.Compare(ops[a].Published) })
	}
	return all
}

// plan puts operations together into requests. If that panics, each operation has a
// request of its own.
func (r *bulkRun) plan(ctx context.Context, members []int) (groups []requestGroup) {
	defer func() {
		if p := recover(); p != nil {
			groups = separately(bulkMessage{members: members}.singles())
		}
	}()
	return r.requestGroups(r.bulkMessages(ctx, members))
}

// bulkMessages divides the operations of a dependency level into bulk messages.
func (r *bulkRun) bulkMessages(ctx context.Context, members []int) []bulkMessage {
	var all []bulkMessage
	at := map[bulkKey]int{} // the message that is filled for a key
	size := map[bulkKey]int{}
	for _, i := range members {
		op := r.ops[i]
		key, ok := bulkKeyOf(op)
		if !ok {
			all = append(all, bulkMessage{members: []int{i}})
			continue
		}
		n, begun := at[key]
		if !begun || len(all[n].members) == maxRows || size[key] > maxRequest {
			n, size[key] = len(all), 0
			at[key] = n
			all = append(all, bulkMessage{})
		}
		all[n].members = append(all[n].members, i)
		size[key] += len(op.Data)
	}
	var divided []bulkMessage
	for _, m := range all {
		divided = append(divided, r.splitByTable(ctx, m)...)
	}
	return divided
}

// splitByTable finds the table of a bulk message. If the table has no bulk message, each
// operation goes alone. If no service responds, no operation is sent. An operation goes
// alone if its data has the id of the row, because the id would stand there twice and may
// differ.
func (r *bulkRun) splitByTable(ctx context.Context, m bulkMessage) []bulkMessage {
	if len(m.members) == 1 {
		return []bulkMessage{m}
	}
	op := r.ops[m.members[0]]
	t, ok, err := r.client.table(ctx, op.EntitySet, op.Kind)
	switch {
	case err != nil:
		g := requestGroup{[]bulkMessage{m}}
		r.finish(g, Result{}, r.errorForLog(g, err))
		return nil
	case !ok:
		return m.singles()
	}
	together, all := bulkMessage{table: t}, []bulkMessage(nil)
	for _, i := range m.members {
		if err := checkPrimaryKey(r.ops[i], t); err != nil {
			r.results[i].Err = annotate(r.ops[i], err)
		} else if r.ops[i].HasColumn(t.PrimaryKey) || !t.Takes(r.ops[i].Row) {
			all = append(all, bulkMessage{members: []int{i}})
		} else {
			together.members = append(together.members, i)
		}
	}
	most := maxRows
	if t.Elastic {
		most = maxElasticRows
	}
	for members := range slices.Chunk(together.members, most) {
		all = append(all, bulkMessage{members, t})
	}
	return all
}

// singles returns each operation as a message of its own.
func (m bulkMessage) singles() []bulkMessage {
	all := make([]bulkMessage, len(m.members))
	for n, i := range m.members {
		all[n] = bulkMessage{members: []int{i}}
	}
	return all
}

// members returns the positions of the operations that share the request.
func (g requestGroup) members() []int {
	if len(g.messages) == 1 {
		return g.messages[0].members
	}
	var all []int
	for _, m := range g.messages {
		all = append(all, m.members...)
	}
	return all
}

// separately gives each message a request of its own.
func separately(messages []bulkMessage) []requestGroup {
	all := make([]requestGroup, len(messages))
	for n, m := range messages {
		all[n] = requestGroup{[]bulkMessage{m}}
	}
	return all
}

// halves divides the group in two. A group with one operation stays as it is.
func (g requestGroup) halves() []requestGroup {
	if n := len(g.messages); n > 1 {
		return []requestGroup{{g.messages[:n/2]}, {g.messages[n/2:]}}
	}
	m := g.messages[0]
	n := len(m.members)
	if n == 1 {
		return []requestGroup{g}
	}
	return separately([]bulkMessage{{m.members[:n/2], m.table}, {m.members[n/2:], m.table}})
}

// without returns the group without one operation.
func (g requestGroup) without(member int) requestGroup {
	var left requestGroup
	for _, m := range g.messages {
		others := slices.DeleteFunc(slices.Clone(m.members), func(i int) bool { return i == member })
		if len(others) > 0 {
			left.messages = append(left.messages, bulkMessage{others, m.table})
		}
	}
	return left
}

// bulkKey has the properties that all operations of a bulk message must share.
type bulkKey struct {
	kind        operation.Kind
	entitySet   string
	impersonate operation.Impersonation
	bypass      string
	tag         string
}

// bulkKeyOf returns the key of an operation. ok says that the operation may share a bulk
// message: it has no condition, and its data is columns of one row that do not name the
// row again.
func bulkKeyOf(op operation.Operation) (bulkKey, bool) {
	switch {
	case op.Alone, op.Kind != operation.Create && op.Kind != operation.Update && op.Kind != operation.Upsert:
		return bulkKey{}, false
	case op.Kind != operation.Upsert && op.Row.PrimaryID() == "":
		// UpdateMultiple refuses a row that is named by its key. CreateMultiple would make
		// it without the key.
		return bulkKey{}, false
	case op.IfMatch != "", op.Sequence != nil, op.Fields != nil, op.DetectDuplicates, keyHint(op) != "", mayHaveDate(op), !isFlat(op):
		return bulkKey{}, false
	}
	return bulkKey{op.Kind, op.EntitySet, op.Impersonate, strings.Join(op.Bypass, ","), op.Tag}, true
}

// isFlat reports whether the data has no related rows, no annotation, and no column of
// the alternate key. Dataverse refuses them in a bulk message.
func isFlat(op operation.Operation) bool {
	isFlat := true
	isInKey := func(name string) bool {
		return slices.ContainsFunc(op.Row.Key, func(k operation.KeyColumn) bool { return k.Column == name })
	}
	isObject := op.EachColumn(func(name string, value jsontext.Value) {
		kind := value.Kind()
		switch {
		case strings.HasPrefix(name, "@"), kind == jsontext.KindBeginObject, kind == jsontext.KindBeginArray, isInKey(name):
			isFlat = false
		}
	})
	return isObject && isFlat
}

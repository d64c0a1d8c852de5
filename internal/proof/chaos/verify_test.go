package chaos

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
)

// verifier compares the result of every message with the expected result.
type verifier struct {
	testRun       *testRun
	before, after database
	want          database            // expected rows, as far as they are known
	base          map[string]row      // by entity set, a row without values
	marked        map[string][]string // by mark, the rows that hold it, as set/id
	ledger        int                 // messages with once that ran
}

func newVerifier(t *testRun, before, after database, base map[string]string) *verifier {
	j := &verifier{testRun: t, before: before, after: after, base: map[string]row{}, marked: map[string][]string{}}
	j.want = database{map[string]map[string]row{}, map[link]bool{}}
	for set, rows := range before.rows {
		j.want.rows[set] = map[string]row{}
		for id, r := range rows {
			j.want.rows[set][id] = r
		}
	}
	for l := range before.links {
		j.want.links[l] = true
	}
	for set, id := range base {
		j.base[set] = before.rows[set][id]
	}
	mark := regexp.MustCompile(token + `\d{6}`)
	for set, rows := range after.rows {
		for id, r := range rows {
			for _, found := range mark.FindAllString(fmt.Sprint(r), -1) {
				if place := set + "/" + id; !slices.Contains(j.marked[found], place) {
					j.marked[found] = append(j.marked[found], place)
				}
			}
		}
	}
	return j
}

// settle verifies every message, and every row that several messages change.
func (j *verifier) settle(p *plan) {
	groups := map[string][]*message{}
	for _, m := range j.testRun.messages {
		j.message(m)
		if m.mode == ordered {
			groups[m.group] = append(groups[m.group], m)
		}
	}
	for _, r := range p.rows {
		j.sequenced(r)
	}
	for _, c := range p.competitions {
		j.competition(c)
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		j.group(name, groups[name])
	}
}

// message verifies the end of one message.
func (j *verifier) message(m *message) {
	m.finalState = recovered
	if m.isGone() {
		m.finalState = deadLettered
	}
	var done bool
	switch {
	case m.refused:
		if places := j.marked[m.mark()]; len(places) > 0 && !m.deletes {
			j.wrong(m, doubled, "is to be rejected, and left its mark in %v", places)
		}
	case m.verify != nil:
		done = m.verify(j, m)
	case m.mode == ordered, m.version != 0:
		if m.version != 0 && m.commits > 1 {
			j.wrong(m, doubled, "was written %d times, though equal is stale", m.commits)
		}
		return // verified with the other changes of its row
	case m.competition != nil:
		return // verified with its competition
	case m.runs:
		done = j.runs(m)
	case m.makes:
		done = j.made(m)
	case m.deletes:
		_, there := j.after.rows[m.set][m.intent.id]
		if done = !there; done {
			delete(j.want.rows[m.set], m.intent.id)
		}
	case m.link != nil:
		if done = j.after.links[*m.link] != m.parts; done {
			if delete(j.want.links, *m.link); !m.parts {
				j.want.links[*m.link] = true
			}
		}
	default:
		done = slices.Equal(j.marked[m.mark()], []string{m.set + "/" + m.intent.id})
		if done {
			j.overlay(m.set, m.intent.id, j.want.rows[m.set][m.intent.id], m.cells)
		}
	}
	if !done && !m.isGone() {
		j.wrong(m, lost, "has no effect, and is in no dead-letter queue")
	}
}

func (j *verifier) wrong(m *message, f finalState, format string, args ...any) {
	m.finalState = f
	j.testRun.wrong(m, string(f)+": "+format, args...)
}

// made finds the one row that a message creates.
func (j *verifier) made(m *message) bool {
	places := j.marked[m.mark()]
	if len(places) > 1 {
		j.wrong(m, doubled, "made %v", places)
	}
	for _, place := range places {
		set, id := split(place)
		if set != m.set || m.intent.id != "" && id != m.intent.id {
			j.wrong(m, doubled, "made %s", place)
		}
		j.overlay(set, id, j.base[set], m.cells)
	}
	return len(places) > 0
}

// runs counts the rows that an action created, one for each run.
func (j *verifier) runs(m *message) bool {
	places := j.marked[m.mark()]
	if m.repeats {
		m.repeated = max(0, len(places)-1)
	} else {
		m.again = max(0, len(places)-1)
	}
	for _, place := range places {
		set, id := split(place)
		j.overlay(set, id, j.base[set], m.cells)
	}
	if len(places) != m.commits {
		j.testRun.wrong(m, "ran %d times, and was seen to %d times", len(places), m.commits)
	}
	for n, s := range m.starts {
		switch {
		case m.repeats:
		case s.runs > 1:
			j.wrong(m, doubled, "ran %d times in start %d", s.runs, n+1)
		case s.runs > 0 && s.again && !s.sqsFault:
			j.wrong(m, doubled, "ran in start %d, which asked for another", n+1)
		}
	}
	return len(places) > 0
}

// overlay expects a row that has the values of another row and these cells.
func (j *verifier) overlay(set, id string, over row, cells map[string]any) {
	r := row{}
	for name, v := range over {
		r[name] = v
	}
	if over != nil && over["partitionid"] != nil && over[primaryKey(set)] != id {
		r["partitionid"] = id // unless the message has another partition
	}
	for name, v := range cells {
		r[name] = v
	}
	r[changed] = true
	if j.want.rows[set] == nil {
		j.want.rows[set] = map[string]row{}
	}
	j.want.rows[set][id] = r
}

// changed marks a row that a message wrote. The columns of the write follow the mark.
const changed = "changed"

// sequenced verifies a row whose newest change must have won.
func (j *verifier) sequenced(r *sequenced) {
	var id string
	for other, found := range j.after.rows["new_orders"] {
		if found["new_ordernumber"] == r.number {
			if id != "" {
				j.testRun.wrong(r.changes[0], "two rows of number %s", r.number)
			}
			id = other
		}
	}
	won, or := r.newest()
	candidates := append([]*message{won}, or...)
	for _, m := range candidates {
		switch {
		case m == nil && r.absent && id == "", m != nil && m.deletes && id == "":
			delete(j.want.rows["new_orders"], r.id)
			return
		case m == nil && id == r.id && id != "" && j.after.rows["new_orders"][id]["new_sourceversion"] == nil:
			return // unchanged
		case m != nil && id != "" && fmt.Sprint(j.after.rows["new_orders"][id]["new_sourceversion"]) == fmt.Sprint(m.version):
			delete(j.want.rows["new_orders"], r.id)
			j.overlay("new_orders", id, j.base["new_orders"], m.cells)
			return
		}
	}
	j.wrong(candidates[max(0, len(candidates)-1)], lost, "row %s (%s) is out of date: %v", r.number, id, j.after.rows["new_orders"][id])
}

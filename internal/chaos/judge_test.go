package chaos

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
)

// judge holds what came of every message to what was to come of it.
type judge struct {
	trial         *trial
	before, after database
	want          database            // what the rows must be, as far as they are known
	base          map[string]row      // by entity set, a row with nothing set
	marked        map[string][]string // by mark, the rows that hold it, as set/id
}

func newJudge(t *trial, before, after database, base map[string]string) *judge {
	j := &judge{trial: t, before: before, after: after, base: map[string]row{}, marked: map[string][]string{}}
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

// settle settles every message, and every row that several are about.
func (j *judge) settle(p *plan) {
	groups := map[string][]*message{}
	for _, m := range j.trial.messages {
		j.message(m)
		if m.mode == ordered {
			groups[m.group] = append(groups[m.group], m)
		}
	}
	for _, r := range p.rows {
		j.sequenced(r)
	}
	for _, c := range p.contests {
		j.contest(c)
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		j.group(name, groups[name])
	}
}

// message settles how one ended.
func (j *judge) message(m *message) {
	m.fate = recovered
	if m.isGone() {
		m.fate = deadLettered
	}
	var done bool
	switch {
	case m.refused:
		if places := j.marked[m.mark()]; len(places) > 0 && !m.deletes {
			j.wrong(m, doubled, "is to be rejected, and left its mark in %v", places)
		}
	case m.judge != nil:
		done = m.judge(j, m)
	case m.mode == ordered, m.version != 0:
		if m.version != 0 && m.commits > 1 {
			j.wrong(m, doubled, "was written %d times, though equal is stale", m.commits)
		}
		return // with the other changes of its row
	case m.contest != nil:
		return // with its rivals
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

func (j *judge) wrong(m *message, f fate, format string, args ...any) {
	m.fate = f
	j.trial.wrong(m, string(f)+": "+format, args...)
}

// made looks for the one row that a message makes.
func (j *judge) made(m *message) bool {
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

// runs counts the rows that an action made, one for each run.
func (j *judge) runs(m *message) bool {
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
		j.trial.wrong(m, "ran %d times, and was seen to %d times", len(places), m.commits)
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

// overlay has a row be another one, with these cells.
func (j *judge) overlay(set, id string, over row, cells map[string]any) {
	r := row{}
	for name, v := range over {
		r[name] = v
	}
	if over != nil && over["partitionid"] != nil && over[primaryKey(set)] != id {
		r["partitionid"] = id // unless the message says another
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

// changed marks a row that a message wrote, for what follows of any write.
const changed = "changed"

// sequenced settles a row whose newest change must have won.
func (j *judge) sequenced(r *sequenced) {
	var id string
	for other, found := range j.after.rows["new_orders"] {
		if found["new_ordernumber"] == r.number {
			if id != "" {
				j.trial.wrong(r.changes[0], "two rows of number %s", r.number)
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
			return // as it was
		case m != nil && id != "" && fmt.Sprint(j.after.rows["new_orders"][id]["new_sourceversion"]) == fmt.Sprint(m.version):
			delete(j.want.rows["new_orders"], r.id)
			j.overlay("new_orders", id, j.base["new_orders"], m.cells)
			return
		}
	}
	j.wrong(candidates[max(0, len(candidates)-1)], lost, "row %s (%s) is out of date: %v", r.number, id, j.after.rows["new_orders"][id])
}

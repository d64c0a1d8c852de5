package bulkdelete

import (
	"encoding/json"
	"fmt"
	"time"

	"sns-dynamics/internal/emulator/engine"
	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// The states of a system job, and its statuses, as far as a job here has them.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/asynchronous-service#manage-system-job-states
const (
	ready     = 0
	suspended = 1
	completed = 3

	waiting   = 10
	succeeded = 30
	failed    = 31
)

// operationType is the type of the jobs of this action.
const operationType = 13

// jobs is the table of system jobs.
const jobs = "asyncoperation"

// Start makes the job of a body, and returns its id. A job whose time has come runs before
// Start returns. It takes prvBulkDelete, and the privileges to read and to delete on the
// tables of its queries. The error is an *odata.Error.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/delete-data-bulk
func Start(s *engine.Session, body []byte) (id string, err error) {
	t := s.Schema.ByName[jobs]
	if t == nil || s.InChangeSet {
		return "", odata.NotCovered("%s in a change set, or without the table %s", action, jobs)
	}
	if err := s.NeedNamed("prvBulkDelete", nil); err != nil {
		return "", err
	}
	given, err := parse(body)
	if err != nil {
		return "", err
	}
	if err := checkRequired(body); err != nil {
		return "", err
	}
	plan, err := given.plan(s)
	if err != nil {
		return "", err
	}
	job := &store.Row{Table: t, ID: guid.New(), Cells: map[string]any{contentCell(t): string(body)}}
	set(job, "name", given.JobName)
	set(job, "operationtype", json.Number(fmt.Sprint(operationType)))
	set(job, "messagename", action)
	set(job, "primaryentitytype", given.QuerySet[0].EntityName)
	if given.RecurrencePattern != "" {
		set(job, "recurrencepattern", given.RecurrencePattern)
	}
	set(job, "recurrencestarttime", plan.first.Format(odata.TimeLayout))
	set(job, "postponeuntil", plan.first.Format(odata.TimeLayout))
	job.SetInteger("statecode", suspended)
	job.SetInteger("statuscode", waiting)
	job.SetDefaults(s.Schema, s.Store, s.Now.Format(odata.TimeLayout), s.User.Row.Reference())
	s.Store.Put(job)
	if !plan.first.After(s.Now) {
		plan.run(s, job)
	}
	return job.ID, nil
}

// contentCell is the cell that keeps the body of a job. It is no column.
func contentCell(t *schema.Table) string { return t.PrimaryKey + "@content" }

// set fills a column that the table has.
func set(job *store.Row, column string, v any) {
	if job.Table.Columns[column] != nil && v != "" {
		job.Cells[column] = v
	}
}

// plan holds the work of a job, and its times.
type plan struct {
	recurrence
	targets []target
}

type target struct {
	table   *schema.Table
	matches predicate
}

// plan compiles the queries, and checks the privileges on their tables.
func (r request) plan(s *engine.Session) (plan, error) {
	start, err := r.start(s.Now)
	if err != nil {
		return plan{}, err
	}
	var p plan
	if p.recurrence, err = parseRecurrence(r.RecurrencePattern, start); err != nil {
		return p, err
	}
	for _, q := range r.QuerySet {
		t := s.Schema.ByName[q.EntityName]
		if t == nil {
			return p, s.Schema.NoSuchTable(q.EntityName)
		}
		for _, v := range []schema.Verb{schema.VerbRead, schema.VerbDelete} {
			if err := s.Need(v, t); err != nil {
				return p, err
			}
		}
		matches, err := q.compile(t)
		if err != nil {
			return p, err
		}
		p.targets = append(p.targets, target{t, matches})
	}
	return p, nil
}

// run deletes the rows that match. A row that cannot be deleted stays, and the rows that
// were deleted stay deleted. A job that does not recur is then completed. That a row that
// stays makes the job fail is a doubt.
func (p plan) run(s *engine.Session, job *store.Row) {
	deleted, kept := 0, 0
	for _, target := range p.targets {
		for _, r := range s.Store.List(target.table) {
			now := s.Store.Find(r.Table, r.Key()) // an earlier row may have taken it along
			if now == nil || now.ID == job.ID || !target.matches(now, s.Now) {
				continue
			}
			mark := s.Store.Mark()
			if err := s.Delete(now); err != nil {
				s.Store.RollBackTo(mark)
				kept++
				continue
			}
			deleted++
		}
	}
	p.finish(s, job, deleted, kept)
}

// finish records a run, and when the next is.
func (p plan) finish(s *engine.Session, job *store.Row, deleted, kept int) {
	job = s.Store.Find(job.Table, job.Key()) // a deletion may have cleared a lookup
	d := job.Draft()
	stamp := s.Now.Format(odata.TimeLayout)
	set(d, "startedon", stamp)
	set(d, "message", fmt.Sprintf("%d deleted, %d not deleted", deleted, kept))
	if next := p.next(s.Now); !next.IsZero() {
		d.SetInteger("statecode", suspended)
		d.SetInteger("statuscode", waiting)
		set(d, "postponeuntil", next.Format(odata.TimeLayout))
	} else {
		complete(d, succeeded, stamp)
		if kept > 0 {
			d.SetInteger("statuscode", failed)
		}
	}
	s.Store.Put(d)
}

func complete(job *store.Row, status int, stamp string) {
	job.SetInteger("statecode", completed)
	job.SetInteger("statuscode", status)
	delete(job.Cells, "postponeuntil")
	set(job, "completedon", stamp)
}

// isDue reports whether a job that waits is to run.
func isDue(job *store.Row, now time.Time) bool {
	switch job.Integer("statecode") {
	case ready:
		return true
	case suspended:
		until := job.Text("postponeuntil")
		return until != "" && until <= now.Format(odata.TimeLayout)
	}
	return false
}

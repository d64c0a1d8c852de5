package bulkdelete

import (
	"time"

	"sns-dynamics/internal/emulator/engine"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/security"
	"sns-dynamics/internal/emulator/store"
)

// RunDue runs the jobs whose time has come, on behalf of their owners and with their
// privileges. A job whose runs were missed runs once. A job whose owner may not run it any
// more fails.
func RunDue(sc *schema.Schema, st *store.Store, users *security.Directory, now time.Time) {
	t := sc.ByName[jobs]
	if t == nil || st.Count(t) == 0 {
		return
	}
	now = now.UTC()
	for _, job := range st.List(t) {
		if content := job.Text(contentCell(t)); content != "" && isDue(job, now) {
			runOne(&engine.Session{Schema: sc, Store: st, Now: now}, users, job, content)
		}
	}
}

func runOne(s *engine.Session, users *security.Directory, job *store.Row, content string) {
	owner := job.Pointer("ownerid")
	err := error(odata.Missing("ownerid"))
	if user := s.Store.Find(owner.Table, owner.ID); user != nil {
		s.Identity, err = users.IdentityOf(user)
	}
	var p plan
	if err == nil {
		p, err = again(s, job, content)
	}
	if err != nil {
		d := job.Draft()
		set(d, "message", err.Error())
		complete(d, failed, s.Now.Format(odata.TimeLayout))
		s.Store.Put(d)
		return
	}
	p.run(s, job)
}

// again makes the plan of a job that was started before.
func again(s *engine.Session, job *store.Row, content string) (plan, error) {
	given, err := parse([]byte(content))
	if err != nil {
		return plan{}, err
	}
	p, err := given.plan(s)
	if err == nil && given.StartDateTime == "" {
		// The job started when it was made.
		p.first, err = time.Parse(odata.TimeLayout, job.Text("recurrencestarttime"))
	}
	return p, err
}

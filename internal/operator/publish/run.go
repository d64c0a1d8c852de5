package publish

import (
	"context"
	"fmt"
	"time"
)

// run is one call of Publish.
type run struct {
	*Publisher
	Result
	next   func() (Message, error, bool)
	window *window
	pace   pace
	held   map[string]bool // groups with an earlier message that is not published
	// failures counts the requests in a row that failed as a whole. silences counts the
	// requests among them without a response. The next request is not sent before after.
	failures, silences int
	after              time.Time

	earlier  int // messages that are uncertain since an earlier run
	reported Progress
}

func (r *run) all(ctx context.Context) error {
	for {
		if err := r.fill(); err != nil {
			return err
		}
		if len(r.window.entries) == 0 {
			return nil
		}
		if err := sleep(ctx, r.after); err != nil {
			return err
		}
		batch, next := r.window.pick(time.Now())
		if len(batch) == 0 {
			if err := sleep(ctx, next); err != nil {
				return err
			}
			continue
		}
		if err := r.pace.wait(ctx, len(batch)); err != nil {
			return err
		}
		if err := r.send(ctx, batch); err != nil {
			return err
		}
	}
}

// fill reads messages until the window is full.
func (r *run) fill() error {
	for !r.window.isFull() {
		m, err, ok := r.next()
		switch {
		case !ok:
			return nil
		case err != nil:
			return err
		}
		e := &entry{Message: m}
		switch state := r.journal.states[m.Index]; {
		case state == done:
			r.before()
		case r.window.ordered && r.held[m.Group]:
			r.Result.held(m)
		case state == uncertain && !r.mayRepeat(e):
			r.earlier++
			r.lose(e)
		default:
			r.window.entries = append(r.window.entries, e)
		}
	}
	return nil
}

// mayRepeat reports whether a message that SNS may have accepted in an earlier run can be
// sent again.
func (r *run) mayRepeat(e *entry) bool {
	since := r.journal.since[e.Index]
	if r.window.ordered && time.Since(since) < deduplicates {
		e.unsure = since
		return true
	}
	return r.IncludeUncertain
}

// send sends one request, and writes the journal before and after it.
func (r *run) send(ctx context.Context, batch []*entry) error {
	if err := r.journal.begin(time.Now(), batch); err != nil {
		return err
	}
	sent := time.Now()
	outcomes, failed := r.Publisher.send(ctx, batch)
	r.Requests++
	err := r.journal.end(batch, outcomes)
	for i, e := range batch {
		r.conclude(e, outcomes[i], failed != nil, sent)
	}
	r.report()
	if err != nil {
		return err
	}
	return r.count(outcomes[0].fate, failed)
}

// report calls Progress with the messages since the last call.
func (r *run) report() {
	now, last := Progress{r.Published, r.Failed, r.Uncertain - r.earlier, r.Held + r.earlier}, r.reported
	if r.Progress != nil {
		r.Progress(Progress{now.Published - last.Published, now.Failed - last.Failed, now.Uncertain - last.Uncertain, now.Untried - last.Untried})
	}
	r.reported = now
}

// conclude counts a message after a request, or keeps it for another attempt.
func (r *run) conclude(e *entry, o outcome, whole bool, sent time.Time) {
	if e.tries++; e.tries > 1 {
		r.Retries++
	}
	if o.fate == unanswered && e.unsure.IsZero() {
		e.unsure = sent
	}
	known := e.unsure.IsZero() || r.window.ordered && time.Since(e.unsure) < deduplicates
	switch {
	case o.fate == published:
		r.published(e.Message, o.id)
		r.window.remove(e)
	case !known:
		r.window.remove(e)
		r.lose(e)
	case whole: // count decides about the whole request
	case o.fate == refused || e.tries >= maxTries:
		r.window.remove(e)
		if e.unsure.IsZero() {
			r.fail(e, o.failure)
		} else {
			r.lose(e)
		}
	default:
		e.after = time.Now().Add(wait(e.tries))
	}
}

func (r *run) fail(e *entry, failure *entryFailure) {
	r.failed(e.Message, failure)
	r.hold(e.Group)
}

func (r *run) lose(e *entry) {
	r.uncertain(e.Message)
	r.hold(e.Group)
}

// hold holds back the later messages of a group.
func (r *run) hold(group string) {
	if !r.window.ordered {
		return
	}
	r.held[group] = true
	for _, e := range r.window.take(group) {
		r.Result.held(e.Message)
	}
}

// count decides whether and when another request follows a request that failed as a whole.
func (r *run) count(f fate, failed error) error {
	if failed == nil {
		r.failures, r.silences = 0, 0
		return nil
	}
	r.failures++
	if f == unanswered {
		r.silences++
	}
	switch {
	case f == refused:
		return fmt.Errorf("publish to %s: %w", r.topic, failed)
	case r.failures >= maxTries, !r.window.ordered && r.silences >= maxUnanswered:
		return fmt.Errorf("publish to %s: %w: %d requests in a row failed: %w", r.topic, ErrUnavailable, r.failures, failed)
	}
	r.after = time.Now().Add(wait(r.failures))
	return nil
}

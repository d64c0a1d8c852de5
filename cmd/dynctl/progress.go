package main

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress says on stderr how far a command is: a bar on a terminal, elsewhere a
// line for every tenth. What is done within a moment, less than ten things, needs
// neither. It is not safe for concurrent use.
type progress struct {
	w      io.Writer
	bar    *progressbar.ProgressBar // nil where there is no terminal
	what   string
	total  int
	tenths int // that were told
	began  time.Time

	done, failed, uncertain int
}

// newProgress begins to count up to a total of what is done, such as "publish".
func newProgress(a *app, total int, what string) *progress {
	p := &progress{w: a.stderr, what: what, total: total, began: time.Now()}
	if atTerminal(a.stderr) && !a.asJSON && p.isWorthTelling() {
		p.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(a.stderr), progressbar.OptionSetDescription(what), progressbar.OptionShowCount(), progressbar.OptionShowIts(),
			progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	}
	return p
}

func (p *progress) isWorthTelling() bool { return p.total >= 10 }

// over is how many were tried.
func (p *progress) over() int { return p.done + p.failed + p.uncertain }

// shrink leaves out what is not going to be tried, and has no part in the rate.
func (p *progress) shrink(n int) {
	p.total -= n
	if p.bar != nil && n > 0 && p.total > 0 {
		p.bar.ChangeMax(p.total)
	}
}

// add counts what was done, what failed, and of what nobody knows, since the last
// call.
func (p *progress) add(done, failed, uncertain int) {
	p.done += done
	p.failed += failed
	p.uncertain += uncertain
	if p.bar != nil {
		if failed+uncertain > 0 {
			p.bar.Describe(p.what + p.bad())
		}
		_ = p.bar.Add(done + failed + uncertain) // a terminal that is gone ends the program otherwise
		return
	}
	over := p.over()
	if !p.isWorthTelling() || over*10/p.total <= p.tenths {
		return
	}
	p.tenths = over * 10 / p.total
	fmt.Fprintln(p.w, p.line(time.Since(p.began)))
}

// line is such as "publish: 30 %, 300 of 1000, 250/s, 3s left, 2 failed".
func (p *progress) line(took time.Duration) string {
	over := p.over()
	text := fmt.Sprintf("%s: %d %%, %d of %d", p.what, over*100/p.total, over, p.total)
	if took > 0 {
		text += fmt.Sprintf(", %.3g/s", float64(over)/took.Seconds())
	}
	if over > 0 && over < p.total {
		left := took / time.Duration(over) * time.Duration(p.total-over)
		text += fmt.Sprintf(", %v left", left.Round(time.Second))
	}
	return text + p.bad()
}

// bad is such as ", 2 failed, 1 uncertain".
func (p *progress) bad() string {
	text := ""
	if p.failed > 0 {
		text += fmt.Sprintf(", %d failed", p.failed)
	}
	if p.uncertain > 0 {
		text += fmt.Sprintf(", %d uncertain", p.uncertain)
	}
	return text
}

// finish leaves the line of the bar, wherever it is.
func (p *progress) finish() {
	if p.bar == nil {
		return
	}
	if p.over() >= p.total {
		_ = p.bar.Finish()
	} else {
		_ = p.bar.Exit()
	}
}

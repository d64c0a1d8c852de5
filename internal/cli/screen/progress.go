package screen

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"sns-dynamics/internal/number"
)

// minimumForProgress is the smallest number of items with a progress report: fewer are
// done within a moment.
const minimumForProgress = 10

// quiet is the time without lines: a command that takes less has nothing to report.
const quiet = time.Second

// drawEvery is the shortest time between two drawings of a bar.
const drawEvery = 100 * time.Millisecond

// Progress reports the progress of a command on stderr: with a bar on a terminal,
// otherwise with a line after each tenth, from the second second on. It is not safe for concurrent use.
type Progress struct {
	w      io.Writer
	bar    *progressbar.ProgressBar // nil without a terminal
	what   string
	item   string
	total  int
	tenths int // that were reported
	began  time.Time
	drawn  time.Time // when the bar was drawn last

	done, failed, uncertain int
	release                 func() // lets waits be shown again
}

// NewProgress starts a report on a stream about a number of items; what names the work, such
// as "publish", and item one item, such as "message". A bar needs a terminal. While the bar is
// there, the waits are not shown.
func NewProgress(w io.Writer, isTerminal bool, waits *Waiting, total int, what, item string) *Progress {
	p := &Progress{w: w, what: what, item: item, total: total, began: time.Now(), release: func() {}}
	if isTerminal && p.isReported() {
		p.release = waits.Hold()
		// The line of the bar has this package's own text: the bar itself writes numbers without commas.
		p.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(what), progressbar.OptionShowDescriptionAtLineEnd(),
			progressbar.OptionUseANSICodes(true), progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false),
			progressbar.OptionClearOnFinish())
		p.bar.StartWithoutRender() // otherwise the rate counts from the first item, not from now
	}
	return p
}

func (p *Progress) isReported() bool { return p.total >= minimumForProgress }

// tried is the number of items that were tried.
func (p *Progress) tried() int { return p.done + p.failed + p.uncertain }

// Shrink removes n items that will not be tried from the total and from the rate.
func (p *Progress) Shrink(n int) {
	p.total -= n
	if p.bar != nil && n > 0 && p.total > 0 {
		p.bar.ChangeMax(p.total)
	}
}

// Add counts the items that were done, that failed and whose outcome is unknown since
// the last call.
func (p *Progress) Add(done, failed, uncertain int) {
	p.done += done
	p.failed += failed
	p.uncertain += uncertain
	if p.bar != nil {
		p.draw()
		return
	}
	tried, took := p.tried(), time.Since(p.began)
	if !p.isReported() || took < quiet || tried*10/p.total <= p.tenths {
		return
	}
	p.tenths = tried * 10 / p.total
	fmt.Fprintln(p.w, p.line(took))
}

// draw draws the bar, unless it was drawn a moment ago.
func (p *Progress) draw() {
	if p.tried() >= p.total || time.Since(p.drawn) < drawEvery {
		return
	}
	p.drawn = time.Now()
	_ = p.bar.Set(p.tried()) // it fails if the terminal is gone, which also ends the program
	p.bar.Describe(p.what + ": " + p.counts(time.Since(p.began)))
}

// line is such as "publish: 30 %, 300 of 1,000, 250 messages/s, 3s left, 2 failed".
func (p *Progress) line(took time.Duration) string {
	return fmt.Sprintf("%s: %d %%, %s", p.what, p.tried()*100/p.total, p.counts(took))
}

// counts is such as "300 of 1,000, 250 messages/s, 3s left, 2 failed".
func (p *Progress) counts(took time.Duration) string {
	tried := p.tried()
	text := fmt.Sprintf("%s of %s", number.Grouped(tried), number.Grouped(p.total))
	if took > 0 && tried > 0 {
		text += fmt.Sprintf(", %s %ss/s", rate(float64(tried)/took.Seconds()), p.item)
	}
	if tried > 0 && tried < p.total {
		left := took / time.Duration(tried) * time.Duration(p.total-tried)
		text += fmt.Sprintf(", %v left", left.Round(time.Second))
	}
	return text + p.failures()
}

// failures is such as ", 2 failed, 1 uncertain".
func (p *Progress) failures() string {
	text := ""
	if p.failed > 0 {
		text += fmt.Sprintf(", %s failed", number.Grouped(p.failed))
	}
	if p.uncertain > 0 {
		text += fmt.Sprintf(", %s uncertain", number.Grouped(p.uncertain))
	}
	return text
}

// Finish removes the bar, with the ^C that a terminal shows in its line. The report ends here,
// whether all items were tried or not.
func (p *Progress) Finish() {
	defer p.release()
	switch {
	case p.bar == nil:
	case p.tried() >= p.total:
		_ = p.bar.Finish()
	default:
		_ = p.bar.Clear()
	}
}

// rate returns a number a second: whole from ten on, with one digit behind the point below.
func rate(perSecond float64) string {
	if perSecond >= 10 {
		return number.Grouped(int(perSecond + 0.5))
	}
	return fmt.Sprintf("%.1f", perSecond)
}

package doctor

import (
	"fmt"
	"io"
	"strings"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/cli/screen"
	"sns-dynamics/internal/operator/doctor"
)

// layout writes findings within the width of the terminal.
type layout struct {
	w     io.Writer
	style screen.Style
}

func newLayout(a *cli.App) layout { return layout{a.Stdout, a.Style(a.Stdout)} }

// indent is the width of the columns before the text of a finding.
const indent = 24

// finding writes words instead of symbols: every terminal, log and grep can read them.
func (l layout) finding(f doctor.Finding) {
	label := l.mark(f.Status) + fmt.Sprintf("  %-16s  ", f.Name)
	cli.WriteText(l.w, label, cli.OneLine(f.Found))
	l.fixes(f.Fix, indent+2)
}

// mark is the status in four characters.
func (l layout) mark(s doctor.Status) string {
	switch s {
	case doctor.OK:
		return l.style.Good("ok  ")
	case doctor.Warning:
		return l.style.Warn("warn")
	case doctor.Failed:
		return l.style.Bad("FAIL")
	}
	return l.style.Faint("--  ")
}

// fixes writes each action behind a margin.
func (l layout) fixes(fix string, margin int) {
	if fix == "" {
		return
	}
	for action := range strings.SplitSeq(fix, "; ") {
		cli.WriteAction(l.w, strings.Repeat(" ", margin)+l.style.Strong("do:")+" ", action)
	}
}

// summary writes the number of layers of each status, the names of all but the good ones, and
// the first thing to do.
func (l layout) summary(s summary) error {
	fmt.Fprintf(l.w, "\n%s  %d of %d layers\n", l.mark(doctor.OK), s.OK, s.OK+len(s.Warnings)+len(s.Failed)+len(s.NotChecked))
	for _, of := range []struct {
		status doctor.Status
		names  []string
	}{{doctor.Failed, s.Failed}, {doctor.Warning, s.Warnings}, {doctor.NotChecked, s.NotChecked}} {
		if len(of.names) == 0 {
			continue
		}
		cli.WriteText(l.w, l.mark(of.status)+"  ", fmt.Sprintf("%d: %s", len(of.names), strings.Join(of.names, ", ")))
	}
	if s.First == nil {
		return nil
	}
	_, err := fmt.Fprintf(l.w, "first, %s:\n", s.First.Name)
	l.fixes(s.First.Fix, 2)
	return err
}

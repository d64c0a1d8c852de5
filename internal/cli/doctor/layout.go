package doctor

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/cli/screen"
	"sns-dynamics/internal/operator/doctor"
)

// layout writes findings within the width of the terminal.
type layout struct {
	w     io.Writer
	style screen.Style
	width int // 0 breaks no lines
}

func newLayout(a *cli.App) layout { return layout{a.Stdout, a.Style(a.Stdout), a.Width()} }

// indent is the width of the columns before the text of a finding.
const indent = 24

// finding writes words instead of symbols: every terminal, log and grep can read them.
func (l layout) finding(f doctor.Finding) {
	name := fmt.Sprintf("  %-16s  ", f.Name)
	for i, line := range screen.Wrap(cli.Escaped(f.Found), l.room(indent)) {
		if i == 0 {
			fmt.Fprintln(l.w, l.mark(f.Status)+name+line)
		} else {
			fmt.Fprintln(l.w, strings.Repeat(" ", indent)+line)
		}
	}
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

// fixes writes each action, and the command of an action in lines that can be pasted together.
func (l layout) fixes(fix string, at int) {
	if fix == "" {
		return
	}
	const label = "do: "
	margin := strings.Repeat(" ", at)
	for action := range strings.SplitSeq(cli.Escaped(fix), "; ") {
		advice, command := splitCommand(action)
		lines := screen.Wrap(advice, l.room(at+len(label)))
		if command != "" {
			shown := strings.TrimSpace(advice + " " + command)
			if l.width == 0 || at+len(label)+len([]rune(shown)) <= l.width {
				lines = []string{shown}
			} else {
				broken := screen.WrapCommand(command, l.room(at+len(label)))
				lines = append(screen.Wrap(advice, l.room(at+len(label))), broken...)
				if advice == "" {
					lines = broken
				}
			}
		}
		for i, line := range lines {
			if i == 0 {
				fmt.Fprintln(l.w, margin+l.style.Strong(label)+line)
			} else {
				fmt.Fprintln(l.w, margin+strings.Repeat(" ", len(label))+line)
			}
		}
	}
}

// splitCommand returns the command at the end of an action, and the advice before it.
func splitCommand(action string) (advice, command string) {
	at := regexp.MustCompile(`(?:^|: )((?:dynctl|make|aws|az) .*)$`).FindStringSubmatchIndex(action)
	if at == nil {
		return action, ""
	}
	return strings.TrimSuffix(action[:at[2]], " "), action[at[2]:]
}

// room is the width behind a margin. It is at least a few words.
func (l layout) room(margin int) int {
	if l.width == 0 {
		return 0
	}
	return max(20, l.width-margin)
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
		mark := l.mark(of.status)
		for _, line := range screen.Wrap(fmt.Sprintf("%d: %s", len(of.names), strings.Join(of.names, ", ")), l.room(6)) {
			fmt.Fprintln(l.w, mark+"  "+line)
			mark = "    "
		}
	}
	if s.First == nil {
		return nil
	}
	_, err := fmt.Fprintf(l.w, "first, %s:\n", s.First.Name)
	l.fixes(s.First.Fix, 2)
	return err
}

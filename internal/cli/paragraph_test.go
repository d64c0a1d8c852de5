package cli

import (
	"errors"
	"strings"
	"testing"

	"sns-dynamics/internal/cli/screentest"
)

// TestReportAtAWidth: errors, warnings and actions have lines of the width of stderr.
func TestReportAtAWidth(t *testing.T) {
	const command = "dynctl dlq show 95df01b4-ee98-5cb9-9903-4c221d41eb5e --stack sns-dynamics"
	f := Failed("give an earlier --since; if SNS could not deliver the message: "+command,
		"no line of message 95df01b4-ee98-5cb9-9903-4c221d41eb5e in arn:aws:logs:eu-west-1:111122223333:log-group:sns-dynamics since 2026-11-29T05:57:08Z")
	warning := "about 1 letter is not visible: another command reads them, or one was killed; they are visible again within minutes"
	for _, tt := range []struct {
		width int
		want  string
	}{
		{0, "dynctl: warning: " + warning + "\ndynctl: " + f.Error() + "\n  do: " + f.Actions[0] + "\n"},
		{100, `dynctl: warning: about 1 letter is not visible: another command reads them, or one was killed; they
                 are visible again within minutes
dynctl: no line of message 95df01b4-ee98-5cb9-9903-4c221d41eb5e in
        arn:aws:logs:eu-west-1:111122223333:log-group:sns-dynamics since 2026-11-29T05:57:08Z
  do: give an earlier --since; if SNS could not deliver the message:
      ` + command + "\n"},
	} {
		stderr := &screentest.Terminal{Columns: tt.width}
		a := &App{Stdout: &screentest.Terminal{Columns: 20}, Stderr: stderr}
		if exit := a.report("trace", Result{Warnings: []string{warning}}, f); exit != ExitFailed || stderr.String() != tt.want {
			t.Errorf("at %d columns, exit code %d: got\n%swant\n%s", tt.width, exit, stderr, tt.want)
		}
	}
}

func TestWriteRows(t *testing.T) {
	rows := [][]string{{"  means", "a word of two lines"}, {"  command", "dynctl dlq ls --stack night"}, {"  a\nb\f", "c", "d"}}
	for _, tt := range []struct {
		width int
		want  string
	}{
		{0, "  means      a word of two lines\n  command    dynctl dlq ls --stack night\n  a b\\u000c  c  d\n"},
		{39, "  means      a word of two lines\n  command\n    dynctl dlq ls --stack night\n  a b\\u000c  c  d\n"},
	} {
		out := &screentest.Terminal{Columns: tt.width}
		if err := WriteRows(TerminalSafe(out), rows); err != nil || out.String() != tt.want {
			t.Errorf("at %d columns: got %v\n%swant\n%s", tt.width, err, out, tt.want)
		}
	}
}

// TestWriteProblem: the place of a problem has a line, and the problem lines behind a margin.
func TestWriteProblem(t *testing.T) {
	out := &screentest.Terminal{Columns: 40}
	err := errors.Join(WriteProblem(out, "a.json:1: ", "/id: expected a GUID, not a number of seven digits"), WriteLine(out, strings.Repeat("x", 41)))
	const want = `a.json:1: /id: expected a GUID, not a
    number of seven digits
xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
`
	if err != nil || out.String() != want {
		t.Errorf("got %v\n%swant\n%s", err, out, want)
	}
}

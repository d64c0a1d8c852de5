package trace

import (
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/cli/screentest"
	"sns-dynamics/internal/operator/trace"
)

// TestTimelineFitsTheTerminal: in a narrow terminal the request id is below the line of the attempt.
func TestTimelineFitsTheTerminal(t *testing.T) {
	const id = "0a4f5c1e-9a3e-4b0b-8f0a-5f0d5b6c7d8e"
	line := trace.Line{
		MessageID: "95df01b4-ee98-5cb9-9903-4c221d41eb5e", Operation: "create", EntitySet: "contacts", Outcome: "retry", Class: "misconfigured",
		Code: "0x80040220", Status: 403, Time: time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC), Duration: 32, DataverseRequestID: id,
		Error: "create: POST contacts: 403 0x80040220 Principal user is missing a privilege that has a long name of many words",
		Fix:   "give the role of the application user the privilege that the reason names, and wait for the next attempt",
	}
	second := line
	second.DataverseRequestID = ""
	for _, tt := range []struct {
		width    int
		contains []string
	}{
		{0, []string{"TOOK  DATAVERSE REQUEST ID\n", "32ms  " + id + "\n", line.Error + "\n", "the last, the message\nwent to the"}},
		{200, []string{"TOOK  DATAVERSE REQUEST ID\n", "32ms  " + id + "\n", line.Error + "\n", "the last, the message went to the"}},
		{100, []string{"TOOK\n", "32ms\n    Dataverse request id " + id + "\n2026", "\n       name of", "\n    attempt", "\nmessage went to the"}},
	} {
		out := &screentest.Terminal{Columns: tt.width}
		if err := writeLines(&cli.App{}, cli.TerminalSafe(out), []trace.Line{line, second}); err != nil {
			t.Fatal(err)
		}
		for _, want := range tt.contains {
			if !strings.Contains(out.String(), want) {
				t.Errorf("at %d columns: no %q in\n%s", tt.width, want, out)
			}
		}
		for row := range strings.Lines(out.String()) {
			if columns := len(strings.TrimRight(row, "\n")); tt.width > 0 && columns > tt.width {
				t.Errorf("at %d columns: a line of %d: %s", tt.width, columns, row)
			}
		}
	}
}

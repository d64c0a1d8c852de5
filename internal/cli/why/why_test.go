package why

import (
	"testing"
	"time"

	"sns-dynamics/internal/cli/screentest"
	"sns-dynamics/internal/operator/why"
)

// TestCausesFitTheTerminal: the error, its fix and the decision have lines of the width.
func TestCausesFitTheTerminal(t *testing.T) {
	d := data{Decide: "publish more slowly, or lower MaximumConcurrency; no message is lost meanwhile", Causes: []why.Cause{{
		Lines: 3, Class: "unavailable", Code: "0x80072322", Status: 429, Newest: time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC),
		Error: "upsert: PATCH contacts(emailaddress1=…): 429 0x80072322 Number of requests exceeded the limit of 6000",
		Fix:   "publish more slowly, by the flag --rate, or lower the parameter MaximumConcurrency",
	}}}
	for width, want := range map[int]string{
		0: `LINES  CLASS        CODE        STATUS  OPERATION  ENTITY SET  NEWEST
3      unavailable  0x80072322  429     -          -           2026-11-21T09:30:00Z
    upsert: PATCH contacts(emailaddress1=…): 429 0x80072322 Number of requests exceeded the limit of 6000
    do: publish more slowly, by the flag --rate, or lower the parameter MaximumConcurrency

do: publish more slowly, or lower MaximumConcurrency; no message is lost meanwhile
`,
		70: `LINES  CLASS        CODE        STATUS  OPERATION  ENTITY SET  NEWEST
3      unavailable  0x80072322  429     -          -           2026-1…
    upsert: PATCH contacts(emailaddress1=…): 429 0x80072322 Number of
    requests exceeded the limit of 6000
    do: publish more slowly, by the flag --rate, or lower the
        parameter MaximumConcurrency

do: publish more slowly, or lower MaximumConcurrency; no message is
    lost meanwhile
`,
	} {
		out := &screentest.Terminal{Columns: width}
		if err := d.write(out); err != nil || out.String() != want {
			t.Errorf("at %d columns: got %v\n%swant\n%s", width, err, out, want)
		}
	}
}

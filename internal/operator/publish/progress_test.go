package publish

import (
	"testing"

	"sns-dynamics/internal/awsemulator"
)

// TestProgressOfAResumedRun distinguishes messages that were uncertain before, messages
// that are uncertain now, and messages that failed.
func TestProgressOfAResumedRun(t *testing.T) {
	w := newWorld(t, "operations", updates("abcdefabcdefabcdefabcdefabcdefabcdef")...)
	run := func(o Options) (told Progress) {
		t.Helper()
		o.Progress = func(p Progress) {
			told.Published += p.Published
			told.Failed += p.Failed
			told.Uncertain += p.Uncertain
			told.Untried += p.Untried
		}
		if _, err := w.publish(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		return told
	}
	w.cloud.Fail(1, awsemulator.Fault{Drop: true})
	w.cloud.FailEntries(1, awsemulator.EntryFault{Code: "InvalidParameter", SenderFault: true})
	if got, want := run(Options{}), (Progress{Published: 25, Failed: 1, Uncertain: 10}); got != want {
		t.Errorf("first run: told %+v, want %+v", got, want)
	}
	if got, want := run(Options{}), (Progress{Published: 1, Untried: 10}); got != want {
		t.Errorf("resumed: told %+v, want %+v", got, want)
	}
	if got, want := run(Options{IncludeUncertain: true}), (Progress{Published: 10}); got != want {
		t.Errorf("resumed with the uncertain ones: told %+v, want %+v", got, want)
	}
}

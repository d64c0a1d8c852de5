package publish

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/awsemulator"
)

func TestBatches(t *testing.T) {
	w := newWorld(t, "operations", updates(strings.Repeat("abcdef", 4))...)
	told := 0
	r, err := w.publish(t.Context(), Options{Progress: func(p Progress) { told += p.Published }})
	if err != nil {
		t.Fatal(err)
	}
	wantCounts(t, r, "before 0 published 24 failed 0 uncertain 0 held 0 left 0 requests 3 retries 0")
	if told != 24 {
		t.Errorf("told of %d", told)
	}
	first, last := r.MessageIDs[0], r.MessageIDs[23]
	if len(r.MessageIDs) != 24 || first.Line != 1 || last.Line != 24 || len(last.MessageID) != 36 || first.MessageID == last.MessageID {
		t.Errorf("MessageIds %v", r.MessageIDs)
	}
	p := w.cloud.Published(w.topic)[0]
	want := map[string]awsemulator.Attribute{
		"operation": {DataType: "String", StringValue: "update"}, "entitySet": {DataType: "String", StringValue: "leads"},
	}
	if p.Message != update('a', 1) || p.Group != "" || p.DeduplicationID != "" || !cmp.Equal(p.Attributes, want) {
		t.Errorf("published %+v", p)
	}
}

// TestBatchBytes fills a request up to the limit of SNS, and one byte beyond.
func TestBatchBytes(t *testing.T) {
	const attributes = len("operationStringdelete") + len("entitySetStringleads")
	sized := func(n int) string {
		const head, tail = `{"operation":"delete","entitySet":"leads","key":{"n":1},"tag":"`, `"}`
		return head + strings.Repeat("x", n-len(head)-len(tail)-attributes) + tail
	}
	for _, tt := range []struct {
		sizes    []int
		maximum  int
		requests int
	}{
		{[]int{262144}, 0, 1}, {[]int{131072, 131072}, 0, 1}, {[]int{131072, 131073}, 0, 2}, {[]int{262144, 200, 200}, 0, 2}, {[]int{200, 262144, 200}, 0, 3},
		{[]int{500, 500}, 1024, 1}, {[]int{500, 525}, 1024, 2},
	} {
		t.Run(fmt.Sprint(tt.sizes, tt.maximum), func(t *testing.T) {
			var messages []string
			for _, n := range tt.sizes {
				messages = append(messages, sized(n))
			}
			w := newWorld(t, "operations", messages...)
			r, err := w.publish(t.Context(), Options{MaximumBytes: tt.maximum})
			if err != nil || r.Published != len(messages) || r.Requests != tt.requests {
				t.Errorf("%s, %v; want %d requests", counts(r), err, tt.requests)
			}
		})
	}
}

func TestEntriesThatFail(t *testing.T) {
	w := newWorld(t, "operations", updates("abcdefabcdef")...)
	synctest.Test(t, func(t *testing.T) {
		w.cloud.FailEntries(2, awsemulator.EntryFault{Code: "InternalError"})
		w.cloud.FailEntries(1, awsemulator.EntryFault{Code: "InvalidParameter", Message: "no", SenderFault: true})
		w.cloud.FailEntries(1, awsemulator.EntryFault{Code: "Throttled", SenderFault: true})
		r, err := w.publish(t.Context(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		r.Requests = 0 // because they are sent again one by one, or together
		wantCounts(t, r, "before 0 published 11 failed 1 uncertain 0 held 0 left 0 requests 0 retries 3")
		if want := []Failure{{Place{"-", 3}, "InvalidParameter", "no"}}; !cmp.Equal(r.Failures, want) {
			t.Errorf("failures %+v, want %+v", r.Failures, want)
		}
	})
}

func TestEntryThatNeverPasses(t *testing.T) {
	w := newWorld(t, "operations", updates("a")...)
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		w.cloud.FailEntries(maxTries, awsemulator.EntryFault{Code: "InternalError"})
		r, err := w.publish(t.Context(), Options{})
		if err != nil || r.Failed != 1 || r.Requests != maxTries {
			t.Errorf("%s, %v", counts(r), err)
		}
		if d := time.Since(began); d <= 0 || d > 66*time.Second {
			t.Errorf("it took %v", d)
		}
	})
}

func TestThrottled(t *testing.T) {
	w := newWorld(t, "operations", updates("abcdefabcdef")...)
	synctest.Test(t, func(t *testing.T) {
		w.cloud.Fail(3, awsemulator.Fault{Code: "Throttled", Status: 429})
		w.cloud.Fail(2, awsemulator.Fault{Code: "Throttling"})
		w.cloud.Fail(1, awsemulator.Fault{Code: "Throttling", Status: 503})
		r, err := w.publish(t.Context(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		wantCounts(t, r, "before 0 published 12 failed 0 uncertain 0 held 0 left 0 requests 8 retries 60")
	})
}

func TestThrottledTooOften(t *testing.T) {
	w := newWorld(t, "operations", updates("abcdefabcdef")...)
	synctest.Test(t, func(t *testing.T) {
		w.cloud.Fail(maxTries, awsemulator.Fault{Code: "Throttled", Status: 429})
		r, err := w.publish(t.Context(), Options{})
		if !errors.Is(err, ErrUnavailable) {
			t.Errorf("error %v", err)
		}
		wantCounts(t, r, "before 0 published 0 failed 0 uncertain 0 held 0 left 12 requests 10 retries 90")
		r, err = w.publish(t.Context(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		wantCounts(t, r, "before 0 published 12 failed 0 uncertain 0 held 0 left 0 requests 2 retries 0")
	})
}

func TestRefusedRequestEndsIt(t *testing.T) {
	w := newWorld(t, "operations", updates("abcdefabcdef")...)
	w.cloud.Fail(1, awsemulator.Fault{Code: "AuthorizationError", Status: 403})
	r, err := w.publish(t.Context(), Options{})
	if err == nil || errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), "AuthorizationError") {
		t.Errorf("error %v", err)
	}
	wantCounts(t, r, "before 0 published 0 failed 0 uncertain 0 held 0 left 12 requests 1 retries 0")
}

func TestRate(t *testing.T) {
	w := newWorld(t, "operations", updates("abcdefabcdef")...)
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		r, err := w.publish(t.Context(), Options{Rate: 2})
		if err != nil || r.Requests != 6 {
			t.Errorf("%s, %v", counts(r), err)
		}
		if got := time.Since(began); got < 5*time.Second || got > 6*time.Second {
			t.Errorf("12 messages at 2 a second took %v", got)
		}
	})
}

// TestUnanswered: a request arrives, and its response does not.
func TestUnanswered(t *testing.T) {
	w := newWorld(t, "operations", updates("abcdefabcdef")...)
	synctest.Test(t, func(t *testing.T) {
		w.cloud.Fail(1, awsemulator.Fault{Drop: true, After: true})
		r, err := w.publish(t.Context(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		wantCounts(t, r, "before 0 published 2 failed 0 uncertain 10 held 0 left 0 requests 2 retries 0")
		if r.Uncertainties[9] != (Place{"-", 10}) {
			t.Errorf("uncertain: %v", r.Uncertainties)
		}
		r, err = w.publish(t.Context(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		wantCounts(t, r, "before 2 published 0 failed 0 uncertain 10 held 0 left 0 requests 0 retries 0")
		r, err = w.publish(t.Context(), Options{IncludeUncertain: true})
		if err != nil {
			t.Fatal(err)
		}
		wantCounts(t, r, "before 2 published 10 failed 0 uncertain 0 held 0 left 0 requests 1 retries 0")
	})
}

func TestUnansweredAgainAndAgain(t *testing.T) {
	w := newWorld(t, "operations", updates(strings.Repeat("abcdef", 10))...)
	synctest.Test(t, func(t *testing.T) {
		w.cloud.Fail(maxUnanswered, awsemulator.Fault{Drop: true})
		r, err := w.publish(t.Context(), Options{})
		if !errors.Is(err, ErrUnavailable) {
			t.Errorf("error %v", err)
		}
		wantCounts(t, r, "before 0 published 0 failed 0 uncertain 30 held 0 left 30 requests 3 retries 0")
	})
}

// TestUnreachable: SNS certainly accepted nothing.
func TestUnreachable(t *testing.T) {
	w := newWorld(t, "operations", updates("abc")...)
	w.config.BaseEndpoint = new("http://127.0.0.1:1")
	synctest.Test(t, func(t *testing.T) {
		r, err := w.publish(t.Context(), Options{})
		if !errors.Is(err, ErrUnavailable) {
			t.Errorf("error %v", err)
		}
		wantCounts(t, r, "before 0 published 0 failed 0 uncertain 0 held 0 left 3 requests 10 retries 27")
	})
}

func TestInterrupted(t *testing.T) {
	w := newWorld(t, "operations", updates(strings.Repeat("abcdef", 10))...)
	ctx, cancel := context.WithCancel(t.Context())
	requests := 0
	w.cloud.OnCall(func(_ awsemulator.Call, done bool) bool {
		if requests++; !done && requests == 3 {
			cancel() // during the second request
		}
		return true
	})
	r, err := w.publish(ctx, Options{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	wantCounts(t, r, "before 0 published 20 failed 0 uncertain 0 held 0 left 40 requests 2 retries 0")
	r, err = w.publish(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	wantCounts(t, r, "before 20 published 40 failed 0 uncertain 0 held 0 left 0 requests 4 retries 0")
}

func TestChangedInput(t *testing.T) {
	w := newWorld(t, "operations", updates("ab")...)
	j, sum, in := w.open()
	in.Close()
	w.text = strings.Join(updates("abc"), "\n")
	in, _ = w.input()
	r, err := New(w.config, j, Options{}).Publish(t.Context(), Messages(in, j.Run, sum))
	if !errors.Is(err, ErrChanged) {
		t.Errorf("%s, error %v", counts(r), err)
	}
}

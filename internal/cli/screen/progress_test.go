package screen

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var stderr bytes.Buffer
		p := NewProgress(&stderr, false, nil, 60, "publish", "message")
		for i := range 6 {
			time.Sleep(time.Second)
			p.Add(5, 0, 0)
			p.Add(4, i%2, 0)
			p.Add(0, 0, 0)
		}
		p.Add(3, 0, 0)
		p.Finish()
		const want = `publish: 15 %, 9 of 60, 9.0 messages/s, 6s left
publish: 23 %, 14 of 60, 7.0 messages/s, 7s left
publish: 31 %, 19 of 60, 9.5 messages/s, 4s left, 1 failed
publish: 40 %, 24 of 60, 8.0 messages/s, 5s left, 1 failed
publish: 55 %, 33 of 60, 8.2 messages/s, 3s left, 1 failed
publish: 63 %, 38 of 60, 9.5 messages/s, 2s left, 2 failed
publish: 71 %, 43 of 60, 8.6 messages/s, 2s left, 2 failed
publish: 86 %, 52 of 60, 8.7 messages/s, 1s left, 2 failed
publish: 95 %, 57 of 60, 9.5 messages/s, 0s left, 3 failed
publish: 100 %, 60 of 60, 10 messages/s, 3 failed
`
		if stderr.String() != want {
			t.Errorf("got\n%swant\n%s", &stderr, want)
		}
	})
}

// TestProgressOfTheRest: the rate does not count items that are not tried.
func TestProgressOfTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var stderr bytes.Buffer
		p := NewProgress(&stderr, false, nil, 100, "publish", "message")
		p.Shrink(80)
		time.Sleep(time.Second)
		p.Add(8, 1, 1)
		time.Sleep(time.Second)
		p.Add(10, 0, 0)
		p.Finish()
		const want = `publish: 50 %, 10 of 20, 10 messages/s, 1s left, 1 failed, 1 uncertain
publish: 100 %, 20 of 20, 10 messages/s, 1 failed, 1 uncertain
`
		if stderr.String() != want {
			t.Errorf("got\n%swant\n%s", &stderr, want)
		}
	})
}

func TestProgressOfLittle(t *testing.T) {
	var stderr bytes.Buffer
	for _, total := range []int{0, 9} {
		p := NewProgress(&stderr, false, nil, total, "publish", "message")
		p.Add(total, 0, 0)
		p.Finish()
	}
	if stderr.Len() > 0 {
		t.Errorf("it said %s", &stderr)
	}
}

// TestProgressOfAMoment: a command that ends within a second reports nothing.
func TestProgressOfAMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var stderr bytes.Buffer
		p := NewProgress(&stderr, false, nil, 31, "publish", "message")
		for range 31 {
			time.Sleep(30 * time.Millisecond)
			p.Add(1, 0, 0)
		}
		p.Finish()
		if stderr.Len() > 0 {
			t.Errorf("it said %s", &stderr)
		}
	})
}

func TestRate(t *testing.T) {
	for n, want := range map[float64]string{0: "0.0", 8.67: "8.7", 9.96: "10.0", 10: "10", 2430.4: "2,430"} {
		if got := rate(n); got != want {
			t.Errorf("rate(%v) = %s, want %s", n, got, want)
		}
	}
}

// TestProgressBar: the bar of a terminal has the numbers of the lines elsewhere.
func TestProgressBar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var stderr bytes.Buffer
		p := NewProgress(&stderr, true, nil, 12000, "publish", "message")
		time.Sleep(time.Second)
		p.Add(2958, 2, 0)
		time.Sleep(time.Second)
		p.Add(2000, 998, 1100)
		p.Finish()
		for _, want := range []string{
			" 24% |", "|  publish: 2,960 of 12,000, 2,960 messages/s, 3s left, 2 failed",
			" 58% |", "|  publish: 7,058 of 12,000, 3,529 messages/s, 1s left, 1,000 failed, 1,100 uncertain",
		} {
			if !strings.Contains(stderr.String(), want) {
				t.Errorf("the bar does not say %q: %q", want, &stderr)
			}
		}
		if plain := regexp.MustCompile(`\d{4,}`).FindString(stderr.String()); plain != "" {
			t.Errorf("the bar says %s: %q", plain, &stderr)
		}
	})
}

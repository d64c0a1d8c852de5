package main

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"
)

func TestProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var stderr bytes.Buffer
		p := newProgress(&app{stderr: &stderr}, 60, "publish")
		for i := range 6 {
			time.Sleep(time.Second)
			p.add(5, 0, 0)
			p.add(4, i%2, 0)
			p.add(0, 0, 0)
		}
		p.add(3, 0, 0)
		p.finish()
		const want = `publish: 15 %, 9 of 60, 9/s, 6s left
publish: 23 %, 14 of 60, 7/s, 7s left
publish: 31 %, 19 of 60, 9.5/s, 4s left, 1 failed
publish: 40 %, 24 of 60, 8/s, 5s left, 1 failed
publish: 55 %, 33 of 60, 8.25/s, 3s left, 1 failed
publish: 63 %, 38 of 60, 9.5/s, 2s left, 2 failed
publish: 71 %, 43 of 60, 8.6/s, 2s left, 2 failed
publish: 86 %, 52 of 60, 8.67/s, 1s left, 2 failed
publish: 95 %, 57 of 60, 9.5/s, 0s left, 3 failed
publish: 100 %, 60 of 60, 10/s, 3 failed
`
		if stderr.String() != want {
			t.Errorf("got\n%swant\n%s", &stderr, want)
		}
	})
}

// TestProgressOfTheRest leaves out of the rate what is not tried.
func TestProgressOfTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var stderr bytes.Buffer
		p := newProgress(&app{stderr: &stderr}, 100, "publish")
		p.shrink(80)
		time.Sleep(time.Second)
		p.add(8, 1, 1)
		time.Sleep(time.Second)
		p.add(10, 0, 0)
		p.finish()
		const want = `publish: 50 %, 10 of 20, 10/s, 1s left, 1 failed, 1 uncertain
publish: 100 %, 20 of 20, 10/s, 1 failed, 1 uncertain
`
		if stderr.String() != want {
			t.Errorf("got\n%swant\n%s", &stderr, want)
		}
	})
}

func TestProgressOfLittle(t *testing.T) {
	var stderr bytes.Buffer
	for _, total := range []int{0, 9} {
		p := newProgress(&app{stderr: &stderr}, total, "publish")
		p.add(total, 0, 0)
		p.finish()
	}
	if stderr.Len() > 0 {
		t.Errorf("it said %s", &stderr)
	}
}

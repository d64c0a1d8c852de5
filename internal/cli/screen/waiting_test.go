package screen

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"
)

func TestWaiting(t *testing.T) {
	for _, tt := range []struct {
		name       string
		isTerminal bool
		do         func(*Waiting)
		want       string
	}{
		{"a short wait", true, func(w *Waiting) { defer w.For("SNS")(); time.Sleep(900 * time.Millisecond) }, ""},
		{
			"a long wait", true, func(w *Waiting) { defer w.For("SNS")(); time.Sleep(2500 * time.Millisecond) },
			"\r\x1b[Kwaiting for SNS, 1 s\r\x1b[Kwaiting for SNS, 2 s\r\x1b[K",
		},
		{
			"a wait in a wait", true, func(w *Waiting) {
				defer w.For("the letters")()
				defer w.For("SQS")()
				time.Sleep(1500 * time.Millisecond)
			},
			"\r\x1b[Kwaiting for the letters, 1 s\r\x1b[K",
		},
		{
			"something else on the terminal", true, func(w *Waiting) {
				defer w.For("SNS")()
				release := w.Hold()
				time.Sleep(1500 * time.Millisecond)
				release()
				time.Sleep(time.Second)
			},
			"\r\x1b[Kwaiting for SNS, 2 s\r\x1b[K",
		},
		{"not a terminal", false, func(w *Waiting) { defer w.For("SNS")(); time.Sleep(30 * time.Second) }, "dynctl: waiting for SNS\n"},
		{"not a terminal, short", false, func(w *Waiting) { defer w.For("SNS")(); time.Sleep(9 * time.Second) }, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			tt.do(NewWaiting(&out, tt.isTerminal))
			time.Sleep(time.Minute)
			if out.String() != tt.want {
				t.Errorf("%s: %q, want %q", tt.name, out.String(), tt.want)
			}
		})
	}
	var none *Waiting
	none.For("SNS")()
	none.Hold()()
}

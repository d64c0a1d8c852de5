package main

import (
	"context"
	"runtime/debug"
	"testing"
)

func TestSaving(t *testing.T) {
	before := debug.SetGCPercent(startGarbage)
	t.Cleanup(func() { debug.SetGCPercent(before) })
	serve := saving(func(context.Context, int) (int, error) {
		percent := debug.SetGCPercent(-1)
		debug.SetGCPercent(percent)
		return percent, nil
	})
	for i, want := range []int{startGarbage, laterGarbage, laterGarbage} {
		if got, _ := serve(t.Context(), i); got != want {
			t.Errorf("event %d: GOGC %d, want %d", i+1, got, want)
		}
	}
}

package main

import (
	"context"
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/function/queue"
	"sns-dynamics/internal/operator/deadletter"
)

// seed repeats a run of TestRedriveKilled.
var seed = flag.Uint64("seed", 0, "seed of the kills; 0 picks one: go test ./cmd/dynctl -run Killed -seed N")

// kills returns the random numbers of a test, and logs the seed.
func kills(t *testing.T) *rand.Rand {
	s := *seed
	if s == 0 {
		s = uint64(time.Now().UnixNano())
	}
	t.Logf("-seed %d", s)
	return rand.New(rand.NewPCG(s, 0))
}

// rounds is the most redrives until the queue is empty.
const rounds = 20

// TestRedriveKilled ends redrives before or after a call to AWS is carried out, many times,
// and then lets one redrive finish.
func TestRedriveKilled(t *testing.T) {
	random := kills(t)
	died, doubles := 0, 0
	for worlds := 0; died < 200; worlds++ {
		if worlds == 1000 {
			t.Fatalf("only %d redrives were killed", died)
		}
		w := newWorld(t, random)
		for range 1 + random.IntN(3) {
			if w.redriveUntil(1+random.IntN(60), random.IntN(2) == 0) {
				died++
			}
			w.advance()
		}
		w.redriveAll(func() { w.redriveUntil(0, false) })
		w.finish()
		doubles += w.doubles
		if err := w.cloud.Close(); err != nil {
			t.Fatal(err)
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d redrives were killed, and %d messages were sent twice", died, doubles)
	if doubles == 0 {
		t.Error("that proves too little: no kill came between a send and its delete")
	}
}

// redriveUntil redrives in process until before or after the given call; 0 is no limit. After
// that no call reaches AWS.
func (w *world) redriveUntil(call int, after bool) (died bool) {
	ctx, die := context.WithCancel(w.t.Context())
	defer die()
	var calls atomic.Int32
	var dead atomic.Bool
	w.cloud.OnCall(func(_ awsemulator.Call, done bool) bool {
		if dead.Load() {
			return false
		}
		if !done {
			calls.Add(1)
		}
		if call > 0 && int(calls.Load()) == call && done == after {
			dead.Store(true)
			die()
			return false
		}
		return true
	})
	defer w.cloud.OnCall(nil)
	c := w.config()
	queues := deadletter.New(c, w.dead...)
	plan, err := queues.Plan(ctx, deadletter.Selection{})
	if err == nil {
		_, err = queues.Redrive(ctx, plan, queue.New(c, w.work), 0, func(int, int) {})
	}
	if err != nil && !dead.Load() {
		w.t.Errorf("the redrive failed: %v", err)
	}
	return dead.Load()
}

// redriveAll redrives until only letters are left that must stay.
func (w *world) redriveAll(once func()) {
	for range rounds {
		once()
		if len(w.left()) == len(w.stay) {
			return
		}
		w.advance()
	}
	w.t.Errorf("after %d redrives there are %d letters, want %d", rounds, len(w.left()), len(w.stay))
}

// TestRedriveKilledProcess does the same with the program and SIGKILL.
func TestRedriveKilledProcess(t *testing.T) {
	random := kills(t)
	program := filepath.Join(t.TempDir(), "dynctl") // the name that TestMain expects
	if err := os.Symlink(os.Args[0], program); err != nil {
		t.Fatal(err)
	}
	died := 0
	for range 12 {
		w := newWorld(t, random)
		if w.killProcess(program, 1+random.IntN(50), random.IntN(2) == 0) {
			died++
		}
		w.advance()
		w.redriveAll(func() { w.killProcess(program, 0, false) })
		w.finish()
		if err := w.cloud.Close(); err != nil {
			t.Fatal(err)
		}
		if t.Failed() {
			return
		}
	}
	if died == 0 {
		t.Error("no redrive was killed")
	}
}

// killProcess runs dynctl until the given call; 0 is no limit.
func (w *world) killProcess(program string, call int, after bool) (died bool) {
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "dlq", "redrive", "--yes", "--stack", "sns-dynamics")
	cmd.Env = w.cloud.Env()
	started := make(chan struct{})
	var calls atomic.Int32
	var dead atomic.Bool
	w.cloud.OnCall(func(_ awsemulator.Call, done bool) bool {
		if !done {
			calls.Add(1)
		}
		if call > 0 && int(calls.Load()) == call && done == after {
			<-started
			dead.Store(true)
			cmd.Process.Kill()
			return false
		}
		return !dead.Load()
	})
	defer w.cloud.OnCall(nil)
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	close(started)
	if err := cmd.Wait(); err != nil && !dead.Load() {
		w.t.Errorf("%v: %v", cmd.Args, err)
	}
	return dead.Load()
}

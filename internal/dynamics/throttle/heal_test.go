package throttle

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestPaceHeals: whatever a client met, it waits no longer than it should, and some minutes of
// healthy responses make it quick again. Otherwise a container would be slow for its whole life.
func TestPaceHeals(t *testing.T) {
	for seed := range uint64(40) {
		dice := rand.New(rand.NewPCG(seed, 0))
		s := &sender{Pace: NewPace(pick(dice, 0, 1, 10, 26))}
		for range 60 {
			s.now = max(0, s.now+pick(dice, -time.Second, 0, time.Millisecond, time.Second, 20*time.Second, window, 10*time.Hour))
			if wait, _ := s.Reserve(s.now, pick(dice, -time.Hour, 0, time.Second, time.Hour), pick(dice, true, false)); wait < 0 || wait > 2*longestTurn {
				t.Fatalf("seed %d: the next turn comes after %v", seed, wait)
			}
			s.Observe(s.now, anyResponse(dice))
		}
		for _, healthy := range []Remaining{{5999, 1199}, unknown()} {
			s.now += 2 * time.Hour
			s.run(8*time.Minute, func() Response { return Response{Took: 10 * time.Millisecond, Remaining: healthy} })
			s.sent = 0
			if s.run(time.Minute, func() Response { return Response{Took: 10 * time.Millisecond, Remaining: healthy} }); s.sent < 30 {
				t.Errorf("seed %d: %d requests in a minute after healthy responses, want at least 30", seed, s.sent)
			}
		}
	}
}

func anyResponse(dice *rand.Rand) Response {
	remaining := []float64{-1, 0, 0.001, 1, 100, 1199, 3000, 5999, 1e12}
	return Response{
		Took:      pick(dice, 0, time.Nanosecond, time.Millisecond, time.Second, 100*time.Second),
		IsRefused: pick(dice, true, false, false),
		Limit:     pick(dice, UnknownLimit, Requests, ExecutionTime, Concurrency),
		Remaining: Remaining{pick(dice, remaining...), pick(dice, remaining...)},
	}
}

func pick[T any](dice *rand.Rand, from ...T) T { return from[dice.IntN(len(from))] }

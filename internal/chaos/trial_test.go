package chaos

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"

	"sns-dynamics/internal/canary"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// trial is what every proof has: a seed, the messages that it decides, and what
// was found out about them.
type trial struct {
	seed     uint64
	emulator *dynamicstest.Emulator
	admin    *admin
	messages []*message
	byID     map[string]*message // by MessageId, or by the id SQS gave a raw delivery
	commits  map[string][]commit // by group
	tally    tally
	problems []problem
	canaries *canary.Watch
	measured sums
}

// problem is something that must not be.
type problem struct {
	message *message // nil where it is not about one
	text    string
}

func newTrial(seed uint64) (*trial, error) {
	emulator, err := dynamicstest.New(dynamicstest.Options{
		KeepRequests: 1, Elastic: dynamicstest.Elastic{Late: true, Conflict: seed%2 == 0},
	})
	return &trial{
		seed: seed, emulator: emulator, byID: map[string]*message{}, commits: map[string][]commit{}, tally: tally{}, canaries: canaries(), measured: sums{},
	}, err
}

// dice are what decides about something: always the same for a seed, whatever
// else was decided before.
func (t *trial) dice(about ...any) *rand.Rand {
	h := fnv.New64a()
	fmt.Fprintln(h, about...)
	return rand.New(rand.NewPCG(t.seed, h.Sum64()))
}

// guid is one that only this thing has.
func (t *trial) guid(about ...any) string {
	d := t.dice(about...)
	a, b := d.Uint64(), d.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>48&0xfff, b&0xffffffffffff)
}

func (t *trial) wrong(m *message, format string, args ...any) {
	t.problems = append(t.problems, problem{m, fmt.Sprintf(format, args...)})
}

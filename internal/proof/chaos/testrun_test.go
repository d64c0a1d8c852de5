package chaos

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/proof/canary"
)

// testRun is the common part of both tests: a seed, the messages that the seed
// determines, and the findings.
type testRun struct {
	seed        uint64
	emulator    *emulator.Emulator
	admin       *admin
	messages    []*message
	byID        map[string]*message // by MessageId, or by the id of a raw delivery in SQS
	commits     map[string][]commit // by group
	faultCounts faultCounts
	problems    []problem
	canaries    *canary.Watch
	measured    sums
}

// problem is a violation of a promise.
type problem struct {
	message *message // nil if it concerns no message
	text    string
}

func newTestRun(seed uint64) (*testRun, error) {
	dataverse, err := emulator.New(emulator.Options{
		KeepRequests: 1, Elastic: emulator.Elastic{Late: true, Conflict: seed%2 == 0},
	})
	return &testRun{
		seed: seed, emulator: dataverse, byID: map[string]*message{}, commits: map[string][]commit{}, faultCounts: faultCounts{}, canaries: canaries(), measured: sums{},
	}, err
}

// random returns random values that depend on the seed and on the subject alone, not on
// earlier calls.
func (t *testRun) random(about ...any) *rand.Rand {
	h := fnv.New64a()
	fmt.Fprintln(h, about...)
	return rand.New(rand.NewPCG(t.seed, h.Sum64()))
}

// guid returns the GUID of a subject.
func (t *testRun) guid(about ...any) string {
	d := t.random(about...)
	a, b := d.Uint64(), d.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>48&0xfff, b&0xffffffffffff)
}

func (t *testRun) wrong(m *message, format string, args ...any) {
	t.problems = append(t.problems, problem{m, fmt.Sprintf(format, args...)})
}

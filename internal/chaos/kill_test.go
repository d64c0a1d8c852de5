package chaos

import (
	"cmp"
	"flag"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

var killCount = flag.Int("kills", 8, "`number` of times that TestKill kills the function")

// TestKill runs the compiled function and kills it at random moments of its
// invocations, while requests fail as in TestChaos. What was killed is delivered
// again, as Lambda and SQS do. Every message and every row is held to what must
// have become of it.
func TestKill(t *testing.T) {
	seed := cmp.Or(*seedFlag, rand.Uint64N(1_000_000)+1)
	t.Logf("SEED=%d, %d kills", seed, *killCount)
	bootstrap := filepath.Join(t.TempDir(), "bootstrap")
	build := exec.Command("go", "build", "-tags", "lambda.norpc", "-o", bootstrap, "sns-dynamics/lambda")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", build, err, out)
	}
	trial, err := newTrial(seed)
	if err != nil {
		t.Fatal(err)
	}
	trial.signIn(t)
	p := &plan{trial: trial}
	base := p.base()
	p.free(40+2**killCount, killedSorts())
	if p.err != nil {
		t.Fatal(p.err)
	}
	before, err := trial.admin.read(p.accounts)
	if err != nil {
		t.Fatal(err)
	}
	k := newKilling(trial, *killCount)
	k.dir = t.TempDir()
	var workers sync.WaitGroup
	for n := range 4 {
		workers.Go(func() { k.work(n, bootstrap) })
	}
	workers.Wait()
	trial.signIn(t)
	after, err := trial.admin.read(p.accounts)
	if err != nil {
		t.Fatal(err)
	}
	k.verdict(p, newJudge(trial, before, after, base))
	k.report(t)
	k.checkQuoted(t)
	k.checkMeasured(t)
	t.Log(k.summary())
}

// killedSorts are those of TestChaos but for the one that is never answered:
// here nothing uses up the receives of a message, so it would not end. Those in
// order are for a function that hands nothing over, and left to TestChaos.
func killedSorts() []sort {
	return slices.DeleteFunc(slices.Concat(sorts(), rivals(), elastics(), refusals(), batches()), func(s sort) bool { return strings.HasPrefix(s.name, "never") })
}

// signIn has the admin work as the application, whose tokens may be revoked.
func (t *trial) signIn(to *testing.T) {
	to.Helper()
	var err error
	if t.admin, err = newAdmin(t.emulator, dynamicstest.ClientID, dynamicstest.ClientSecret); err != nil {
		to.Fatal(err)
	}
}

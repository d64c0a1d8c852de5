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

	"sns-dynamics/internal/emulator"
)

var killCount = flag.Int("kills", 8, "`number` of times that TestKill kills the function")

// TestKill runs the compiled function and kills it at random moments of its invocations,
// while requests fail as in TestChaos. A killed message is delivered again, as Lambda
// and SQS do. The test verifies every message and every row.
func TestKill(t *testing.T) {
	seed := cmp.Or(*seedFlag, rand.Uint64N(1_000_000)+1)
	t.Logf("SEED=%d, %d kills", seed, *killCount)
	bootstrap := filepath.Join(t.TempDir(), "bootstrap")
	build := exec.Command("go", "build", "-tags", "lambda.norpc", "-o", bootstrap, "sns-dynamics/lambda")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", build, err, out)
	}
	testRun, err := newTestRun(seed)
	if err != nil {
		t.Fatal(err)
	}
	testRun.signIn(t)
	if err := testRun.makeLedger(); err != nil {
		t.Fatal(err)
	}
	p := &plan{testRun: testRun}
	base := p.base()
	p.free(40+2**killCount, killTestKinds())
	if p.err != nil {
		t.Fatal(p.err)
	}
	before, err := testRun.admin.read(p.accounts)
	if err != nil {
		t.Fatal(err)
	}
	k := newKilling(testRun, *killCount)
	k.dir = t.TempDir()
	var workers sync.WaitGroup
	for n := range 4 {
		workers.Go(func() { k.work(n, bootstrap) })
	}
	workers.Wait()
	testRun.signIn(t)
	after, err := testRun.admin.read(p.accounts)
	if err != nil {
		t.Fatal(err)
	}
	k.verdict(p, newVerifier(testRun, before, after, base))
	k.report(t)
	k.checkQuoted(t)
	k.checkMeasured(t)
	t.Log(k.summary())
}

// killTestKinds returns the kinds of TestChaos without the kind for which Dataverse never
// responds. No receive limit ends such a message here. The ordered kinds need a function
// that hands no message over, and are left to TestChaos.
func killTestKinds() []messageKind {
	return slices.DeleteFunc(slices.Concat(messageKinds(), competitors(), elastics(), refusals(), fenced(), batches(), onceKinds()), func(s messageKind) bool { return strings.HasPrefix(s.name, "never") })
}

// signIn signs the admin in as the application, because the tokens may be revoked.
func (t *testRun) signIn(to *testing.T) {
	to.Helper()
	var err error
	if t.admin, err = newAdmin(t.emulator, emulator.ClientID, emulator.ClientSecret); err != nil {
		to.Fatal(err)
	}
}

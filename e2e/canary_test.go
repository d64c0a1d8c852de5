//go:build e2e

package e2e

import (
	"io/fs"
	"strings"
	"testing"

	"sns-dynamics/events"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/proof/canary"
)

// rowCanary is in values of rows that the tests write.
const rowCanary = "zqxcanary"

// secrets returns the emulator's client secrets and access tokens.
func secrets() []string {
	secret, _, _ := strings.Cut(emulator.ClientSecret, "-")
	return []string{secret, "emutoken."}
}

// sampled are values in the sample events.
func sampled() []string {
	return []string{"Fourth Coffee", "7946 0018", "O'Brien", "liam.o'brien", "c.moreau", "Head of purchasing", "Wants a call back", "Espresso machines", "From the shop"}
}

// unseen searches the output of the function, in its log and to Lambda, for the canaries.
func unseen(t *testing.T, where, text string) {
	t.Helper()
	w := canary.New(append(append(secrets(), sampled()...), rowCanary)...)
	for line := range strings.Lines(text) {
		for _, s := range w.Find(line) {
			t.Errorf("row data, a secret or a token in %s: %v", where, s)
		}
	}
}

// noSecret searches the output of a command for the secrets alone, because some commands
// show row data.
func noSecret(t *testing.T, name, text string) {
	t.Helper()
	for _, s := range canary.New(secrets()...).Find(text) {
		t.Errorf("a secret or a token in what %s prints: %v", name, s)
	}
}

// TestSampleEvents runs every sample event by the compiled function without a queue, so
// that the function reports each failure to Lambda.
func TestSampleEvents(t *testing.T) {
	dataverse, err := emulator.Start("127.0.0.1:0", emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dataverse.Close() })
	function := startFunction(t, append(cloud{endpoint: dataverse.Connection().AuthorityHost}.env(), "DYNAMICS_SECRET_ARN="+emulator.SecretARN)...)
	names, err := fs.Glob(events.Files, "*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("events: %v %v", names, err)
	}
	for _, name := range names {
		event, err := events.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		a := function.invoke(t, string(event))
		if a.failed != events.MustFail(name) {
			t.Errorf("%s: the function returned %s", name, a.body)
		}
	}
}

//go:build e2e

package e2e

import (
	"io/fs"
	"strings"
	"testing"

	"sns-dynamics/events"
	"sns-dynamics/internal/canary"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// rowCanary is in values of rows that the tests write.
const rowCanary = "zqxcanary"

// secrets are the emulator's client secrets and access tokens.
func secrets() []string {
	secret, _, _ := strings.Cut(dynamicstest.ClientSecret, "-")
	return []string{secret, "dynamicstest."}
}

// sampled are values in the sample events.
func sampled() []string {
	return []string{"Fourth Coffee", "7946 0018", "O'Brien", "liam.o'brien", "c.moreau", "Head of purchasing", "Wants a call back", "Espresso machines", "From the shop"}
}

// unseen holds what the function says, in its log or to Lambda, to the canaries.
func unseen(t *testing.T, where, text string) {
	t.Helper()
	w := canary.New(append(append(secrets(), sampled()...), rowCanary)...)
	for line := range strings.Lines(text) {
		for _, s := range w.Find(line) {
			t.Errorf("row data, a secret or a token in %s: %v", where, s)
		}
	}
}

// noSecret holds what a command prints to the secrets alone: row data is what some
// are for.
func noSecret(t *testing.T, name, text string) {
	t.Helper()
	for _, s := range canary.New(secrets()...).Find(text) {
		t.Errorf("a secret or a token in what %s prints: %v", name, s)
	}
}

// TestSampleEvents has the compiled function run every sample event without a queue
// to hand it to, so that Lambda is told of each failure.
func TestSampleEvents(t *testing.T) {
	dataverse, err := dynamicstest.Start("127.0.0.1:0", dynamicstest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dataverse.Close() })
	function := startFunction(t, append(cloud{endpoint: dataverse.Connection().AuthorityHost}.env(), "DYNAMICS_SECRET_ARN="+dynamicstest.SecretARN)...)
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
			t.Errorf("%s: the function answered %s", name, a.body)
		}
	}
}

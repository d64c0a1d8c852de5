package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/outcome"
)

func TestFromEnv(t *testing.T) {
	env := map[string]string{
		config.SecretARN:          "arn:aws:secretsmanager:eu-west-1:111122223333:secret:dynamics-AbCdEf",
		config.RetryQueueURL:      "https://sqs.eu-west-1.amazonaws.com/111122223333/retry",
		config.DeadLetterQueueURL: "https://sqs.eu-west-1.amazonaws.com/111122223333/dead",

		config.OrderedDeadLetterQueueURL: "https://sqs.eu-west-1.amazonaws.com/111122223333/dead.fifo",
	}
	got, err := config.FromEnv(func(name string) string { return env[name] })
	if err != nil {
		t.Fatalf("FromEnv: %v", err)
	}
	want := config.Config{
		SecretARN:          env[config.SecretARN],
		RetryQueueURL:      env[config.RetryQueueURL],
		DeadLetterQueueURL: env[config.DeadLetterQueueURL],
		Patience:           15 * time.Minute,
		Outcomes:           outcome.Off,
		LedgerTable:        "snsdyn_ledgers",

		OrderedDeadLetterQueueURL: env[config.OrderedDeadLetterQueueURL],
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("FromEnv (-want +got):\n%s", diff)
	}
}

func TestFromEnvNamesWhatIsMissing(t *testing.T) {
	_, err := config.FromEnv(func(string) string { return "" })
	if err == nil || !strings.Contains(err.Error(), config.SecretARN) {
		t.Errorf("FromEnv with nothing set: %v, want an error naming %s", err, config.SecretARN)
	}
}

func TestMetricsNamespace(t *testing.T) {
	for text, good := range map[string]bool{
		"": true, "SnsDynamics/a-stack": true, "A.b_c#d": true, strings.Repeat("a", 255): true,
		" ": false, "a:b": false, "a\"": false, "a\n": false, "é": false, strings.Repeat("a", 256): false,
	} {
		c, err := config.FromEnv(func(n string) string {
			return map[string]string{config.SecretARN: "arn", config.MetricsNamespace: text}[n]
		})
		switch {
		case good && (err != nil || c.MetricsNamespace != text):
			t.Errorf("namespace %q: %q, %v", text, c.MetricsNamespace, err)
		case !good && (err == nil || !strings.Contains(err.Error(), config.MetricsNamespace)):
			t.Errorf("namespace %q: %v, want an error that names the variable", text, err)
		}
	}
}

func TestParallel(t *testing.T) {
	for _, tt := range []struct{ requests, concurrency, want int }{
		{0, 0, 0}, {8, 0, 8}, {8, 2, 8}, {8, 6, 8}, {8, 10, 5}, {8, 52, 1}, {8, 1000, 1}, {1, 2, 1}, {52, 2, 26}, {0, 10, 5},
	} {
		c := config.Config{ParallelRequests: tt.requests, MaximumConcurrency: tt.concurrency}
		got := c.Parallel()
		if got != tt.want {
			t.Errorf("%d requests of %d invocations: %d at a time, want %d", tt.requests, tt.concurrency, got, tt.want)
		}
		if n := got * tt.concurrency; n > 52 && got > 1 {
			t.Errorf("%d requests of %d invocations are %d in all, above what Dataverse takes", got, tt.concurrency, n)
		}
	}
}

func TestFromEnvRefusesWhatIsNoNumber(t *testing.T) {
	for _, name := range []string{config.ParallelRequests, config.MaximumConcurrency} {
		for _, value := range []string{"0", "-1", "x", "1.5"} {
			_, err := config.FromEnv(func(n string) string { return map[string]string{config.SecretARN: "arn", name: value}[n] })
			if err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%s=%s: %v, want an error that names it", name, value, err)
			}
		}
	}
}

func TestPatience(t *testing.T) {
	for text, want := range map[string]time.Duration{"": 15 * time.Minute, "0": 0, "1": time.Minute, "720": 12 * time.Hour, "721": -1, "-1": -1, "1.5": -1, "15m": -1} {
		c, err := config.FromEnv(func(n string) string { return map[string]string{config.SecretARN: "arn", config.Patience: text}[n] })
		switch {
		case want >= 0 && (err != nil || c.Patience != want):
			t.Errorf("%q: %v, %v, want %v", text, c.Patience, err, want)
		case want < 0 && (err == nil || !strings.Contains(err.Error(), config.Patience)):
			t.Errorf("%q: %v, want an error that names the variable", text, err)
		}
	}
}

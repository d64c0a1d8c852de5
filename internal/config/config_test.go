package config_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/config"
)

func TestFromEnv(t *testing.T) {
	env := map[string]string{
		config.SecretARN:          "arn:aws:secretsmanager:eu-west-1:111122223333:secret:dynamics-AbCdEf",
		config.RetryQueueURL:      "https://sqs.eu-west-1.amazonaws.com/111122223333/retry",
		config.DeadLetterQueueURL: "https://sqs.eu-west-1.amazonaws.com/111122223333/dead",
	}
	got, err := config.FromEnv(func(name string) string { return env[name] })
	if err != nil {
		t.Fatalf("FromEnv: %v", err)
	}
	want := config.Config{
		SecretARN:          env[config.SecretARN],
		RetryQueueURL:      env[config.RetryQueueURL],
		DeadLetterQueueURL: env[config.DeadLetterQueueURL],
	}
	if got != want {
		t.Errorf("FromEnv = %+v, want %+v", got, want)
	}
}

func TestFromEnvNamesWhatIsMissing(t *testing.T) {
	_, err := config.FromEnv(func(string) string { return "" })
	if err == nil || !strings.Contains(err.Error(), config.SecretARN) {
		t.Errorf("FromEnv with nothing set: %v, want an error naming %s", err, config.SecretARN)
	}
}

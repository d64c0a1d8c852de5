package config_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/config"
)

func TestFromEnv(t *testing.T) {
	env := map[string]string{config.SecretARN: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:dynamics-AbCdEf"}
	got, err := config.FromEnv(func(name string) string { return env[name] })
	if err != nil {
		t.Fatalf("FromEnv: %v", err)
	}
	if want := env[config.SecretARN]; got.SecretARN != want {
		t.Errorf("SecretARN = %q, want %q", got.SecretARN, want)
	}
}

func TestFromEnvNamesWhatIsMissing(t *testing.T) {
	_, err := config.FromEnv(func(string) string { return "" })
	if err == nil || !strings.Contains(err.Error(), config.SecretARN) {
		t.Errorf("FromEnv with nothing set: %v, want an error naming %s", err, config.SecretARN)
	}
}

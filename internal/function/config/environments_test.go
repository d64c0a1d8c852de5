package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/function/config"
)

func TestEnvironments(t *testing.T) {
	eleven := strings.Repeat("n,", 10) + "n"
	for _, tt := range []struct {
		name, names, arns string
		want              []config.Environment
		err               string // a part of the error; empty for none
	}{
		{name: "none"},
		{name: "blank", names: " ", arns: " "},
		{name: "one", names: "emea", arns: "arn:a", want: []config.Environment{{Name: "emea", SecretARN: "arn:a"}}},
		{name: "several, in their order", names: "emea, apac_2", arns: "arn:b ,arn:a", want: []config.Environment{{Name: "emea", SecretARN: "arn:b"}, {Name: "apac_2", SecretARN: "arn:a"}}},
		{name: "a name without a secret", names: "emea,apac", arns: "arn:a", err: config.EnvironmentSecretARNs + ": expected an ARN for each name of " + config.EnvironmentNames + ", 2, got 1"},
		{name: "a secret without a name", names: "emea", arns: "arn:a,arn:b", err: "1, got 2"},
		{name: "secrets alone", arns: "arn:a", err: "0, got 1"},
		{name: "names alone", names: "emea", err: "1, got 0"},
		{name: "an empty ARN", names: "emea,apac", arns: "arn:a,", err: config.EnvironmentSecretARNs + ": ARN 2"},
		{name: "an empty name", names: "emea,", arns: "arn:a,arn:b", err: config.EnvironmentNames + ": name 2"},
		{name: "a space in a name", names: "e mea", arns: "arn:a", err: config.EnvironmentNames + ": name 1"},
		{name: "a hyphen first", names: "-emea", arns: "arn:a", err: config.EnvironmentNames + ": name 1"},
		{name: "a long name", names: strings.Repeat("n", 33), arns: "arn:a", err: config.EnvironmentNames + ": name 1"},
		{name: "a name twice", names: "emea,emea", arns: "arn:a,arn:b", err: config.EnvironmentNames + ": name 2: expected different names"},
		{name: "eleven", names: eleven, arns: eleven, err: config.EnvironmentNames + ": expected at most 10 names, got 11"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			env := map[string]string{config.SecretARN: "arn", config.EnvironmentNames: tt.names, config.EnvironmentSecretARNs: tt.arns}
			c, err := config.FromEnv(func(name string) string { return env[name] })
			if err != nil {
				t.Fatalf("FromEnv: %v, want the default environment to work", err)
			}
			if diff := cmp.Diff(tt.want, c.Environments); diff != "" {
				t.Errorf("environments (-want +got):\n%s", diff)
			}
			if err := c.EnvironmentsErr; tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
				t.Errorf("error %v, want %q", err, tt.err)
			}
		})
	}
}

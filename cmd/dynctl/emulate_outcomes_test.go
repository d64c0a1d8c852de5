package main

import (
	"bytes"
	"strings"
	"testing"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/cli"
	local "sns-dynamics/internal/localdev/deployment"
)

// TestOutcomesOfTheEmulator: the emulator publishes no outcome events, and the command says where
// it works and what to use in its place.
func TestOutcomesOfTheEmulator(t *testing.T) {
	c, _ := connected(t, startEmulate(t, "--json"))
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": c.AWSEndpointURL, "AWS_REGION": awsemulator.Region, "DYNCTL_STACK": local.Stack,
		"AWS_ACCESS_KEY_ID": local.AccessKeyID, "AWS_SECRET_ACCESS_KEY": local.SecretAccessKey,
	} {
		t.Setenv(name, value)
	}
	for want, args := range map[string][]string{
		"dynctl: stack emulator of dynctl emulate publishes no outcome events: they need a stack in AWS with the parameter Outcomes\n" +
			"  do: see the outcomes on the page of dynctl emulate, or of one message: dynctl trace MESSAGE-ID --stack emulator\n": {"outcomes", "--follow"},
		"no such stack: did you mean emulator?": {"outcomes", "--follow", "--stack", "emulatr"},
	} {
		var out bytes.Buffer
		if code := run(t.Context(), args, strings.NewReader(""), &out, &out); code != cli.ExitFailed || !strings.Contains(out.String(), want) {
			t.Errorf("dynctl %s: %d, %s, want %q", strings.Join(args, " "), code, &out, want)
		}
	}
}

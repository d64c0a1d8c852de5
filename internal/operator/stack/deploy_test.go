package stack

import (
	"testing"

	"sns-dynamics/internal/function/config"
)

func TestDeployCommand(t *testing.T) {
	for _, tt := range []struct {
		name       string
		outputs    Outputs
		parameters []string
		want       string
	}{
		{"nothing is known", Outputs{}, nil, "make deploy CODE_BUCKET=BUCKET SECRET_ARN=SECRET-ARN"},
		{
			"a stack", Outputs{Name: "night", SecretARN: "arn:aws:s", codeBucket: "code", architecture: "arm64"}, []string{"Outcomes=all"},
			`make deploy STACK=night CODE_BUCKET=code SECRET_ARN=arn:aws:s PARAMETERS="Outcomes=all"`,
		},
		{
			"a stack without a secret",
			Outputs{Name: "night", codeBucket: "code", architecture: "x86_64", Application: config.Application{TenantID: "t", ClientID: "c", ServiceRootURL: "https://o"}}, nil,
			`make deploy STACK=night ARCH=x86_64 CODE_BUCKET=code PARAMETERS="TenantId=t ClientId=c ServiceRootUrl=https://o"`,
		},
	} {
		if got := tt.outputs.DeployCommand(tt.parameters...); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

package doctor

import (
	"context"
	"strings"

	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/credentials"
	"sns-dynamics/internal/operator/stack"
)

// checkEnvironments checks the lists of the environments beside the default environment. A stack
// without such environments does not have the layer.
func checkEnvironments(e *examination, _ context.Context) Finding {
	switch names := e.deployed.EnvironmentNames(); {
	case e.deployed.EnvironmentsErr != nil:
		return failed("messages for an environment wait: "+e.deployed.EnvironmentsErr.Error(),
			"give a secret to each name: "+e.deployed.DeployCommand("EnvironmentNames=NAMES", "EnvironmentSecretArns=ARNS"))
	case len(names) > 0:
		return found(strings.Join(names, ", ") + "; --environment NAME examines one of them")
	}
	return Finding{}
}

// checkEnvironmentSecret checks the secret of the environment of the options.
func checkEnvironmentSecret(ctx context.Context, e *examination) Finding {
	of, err := e.deployed.Environment(e.Environment)
	if err != nil {
		return failed(err.Error(), "check --environment and --stack, or add the environment: "+e.deployed.DeployCommand("EnvironmentNames=NAMES", "EnvironmentSecretArns=ARNS"))
	}
	if e.stored, err = credentials.OfEnvironment(e.deployed.SignIn(), of, e.cloud, nil)(ctx); err != nil {
		return secretFailure(e, err, writeSecret(e.deployed, of))
	}
	way := e.deployed.SignIn().Way()
	if e.stored.ClientSecret != "" {
		way = auth.WaySecret
	}
	return found("environment " + of.Name + ": " + of.SecretARN + ", well-formed; sign-in by " + way)
}

// writeSecret is the action that writes the secret of an environment.
func writeSecret(deployed stack.Outputs, of config.Environment) string {
	if deployed.HasApplication() {
		return "put the JSON of tenantId, clientId and serviceRootUrl into it"
	}
	return "write the credentials: " + setUpSecret + " --secret " + of.SecretARN + " --tenant TENANT --client-id CLIENT-ID --org ORG"
}

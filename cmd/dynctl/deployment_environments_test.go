package main

import (
	"strings"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/emulator"
)

// environmentChanges are the changes to the environments beside the default environment. They
// come first: the function of a deployment without a stored secret reads them.
func (d *deployment) environmentChanges() map[string]func() {
	lists := func(names string, secrets ...string) {
		var arns []string
		for _, s := range secrets {
			arns = append(arns, awsemulator.SecretARN(s))
		}
		d.stack.Parameters["EnvironmentNames"], d.stack.Parameters["EnvironmentSecretArns"] = names, strings.Join(arns, ",")
	}
	administrator := func(replace ...string) {
		d.secret("emea", append(replace, emulator.ClientID, emulator.AdminClientID, emulator.ClientSecret, emulator.AdminClientSecret)...)
	}
	return map[string]func(){
		// The application of emea is not the application of the default environment.
		"environments": func() {
			administrator()
			lists("emea,apac", "emea", "gone")
		},
		"environments-uneven":     func() { lists("emea,apac", "emea") },
		"environment-incomplete":  func() { d.cloud.AddSecret("emea", `{"tenantId":"hunter2"}`) },
		"environment-no-password": func() { d.secret("emea", `"clientSecret":"`+emulator.ClientSecret+`",`, "") },
	}
}

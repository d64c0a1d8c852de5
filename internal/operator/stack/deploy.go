package stack

import (
	"cmp"
	"strings"
)

// DeployCommand returns the command that deploys the stack again with its bucket, its secret
// and its architecture, and with other values of some parameters, such as "Outcomes=all". A
// word in capital letters stands for a value that is not known. CloudFormation keeps the value
// of every other parameter.
func (o Outputs) DeployCommand(parameters ...string) string {
	words := []string{"make deploy"}
	add := func(name, value string) { words = append(words, name+"="+value) }
	if o.Name != "" {
		add("STACK", o.Name)
	}
	if o.architecture != "" && o.architecture != "arm64" {
		add("ARCH", o.architecture)
	}
	add("CODE_BUCKET", cmp.Or(o.codeBucket, "BUCKET"))
	if o.HasApplication() {
		a := o.Application
		parameters = append([]string{"TenantId=" + a.TenantID, "ClientId=" + a.ClientID, "ServiceRootUrl=" + a.ServiceRootURL}, parameters...)
	} else {
		add("SECRET_ARN", cmp.Or(o.SecretARN, "SECRET-ARN"))
	}
	if len(parameters) > 0 {
		add("PARAMETERS", `"`+strings.Join(parameters, " ")+`"`)
	}
	return strings.Join(words, " ")
}

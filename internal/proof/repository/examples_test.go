package repository

import (
	"regexp"
	"strings"
	"testing"
)

// TestExamplesNameParameters wants each parameter of template.yaml that an example sets, and
// each output that an example reads.
func TestExamplesNameParameters(t *testing.T) {
	template := read(t, "template.yaml")
	_, parameters, _ := strings.Cut(template, "\nParameters:\n")
	parameters, _, _ = strings.Cut(parameters, "\nResources:\n")
	for name, pattern := range map[string]string{
		"examples/terraform/main.tf": `(?m)^    ([A-Z]\w+) +=`,
		"examples/cdk/app.js":        `(?m)^  ([A-Z]\w+): `,
	} {
		found := regexp.MustCompile(pattern).FindAllStringSubmatch(read(t, name), -1)
		if len(found) < 5 {
			t.Errorf("%s sets %d parameters: the test does not see them", name, len(found))
		}
		for _, m := range found {
			if !strings.Contains(parameters, "\n  "+m[1]+":\n") && !strings.HasPrefix(parameters, "  "+m[1]+":\n") {
				t.Errorf("%s sets %s, which is no parameter of template.yaml", name, m[1])
			}
		}
		if !strings.Contains(read(t, name), "PermissionsBoundaryArn") {
			t.Errorf("%s sets no permissions boundary", name)
		}
	}
	if _, outputs, _ := strings.Cut(template, "\nOutputs:\n"); !strings.Contains(outputs, "\n  TopicArn:\n") {
		t.Error("template.yaml has no output TopicArn, which examples/terraform reads")
	}
}

// TestExampleKeepsParameters wants the parameters in the stack of the CDK example: dynctl reads
// them. The option parameters of CfnInclude replaces the parameters by values, and removes them.
// The script deploys with the flag that applies a changed default.
func TestExampleKeepsParameters(t *testing.T) {
	if regexp.MustCompile(`(?m)^\s*parameters\s*:`).MatchString(read(t, "examples/cdk/app.js")) {
		t.Error("examples/cdk/app.js removes parameters from the stack by the option parameters of CfnInclude")
	}
	if !strings.Contains(read(t, "examples/cdk/package.json"), `"deploy": "cdk deploy --no-previous-parameters"`) {
		t.Error("examples/cdk/package.json deploys without --no-previous-parameters: a second release would not be deployed")
	}
}

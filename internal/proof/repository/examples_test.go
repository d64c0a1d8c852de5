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
		"examples/cdk/app.js":        `(?m)^    ([A-Z]\w+): `,
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

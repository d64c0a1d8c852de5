package repository

import (
	"regexp"
	"strings"
	"testing"
)

// TestDeploymentsUploadTheTemplate: a request holds 51,200 bytes of a template, and
// template.yaml has more. So each command that deploys template.yaml names a bucket for
// the template. Each command also allows a role with a name.
func TestDeploymentsUploadTheTemplate(t *testing.T) {
	found := 0
	for _, name := range append(documents(t), "Makefile") {
		for _, command := range commands(read(t, name), "aws cloudformation deploy") {
			if !strings.Contains(command, " template.yaml") {
				continue
			}
			found++
			for _, want := range []string{" --s3-bucket ", " CAPABILITY_NAMED_IAM"} {
				if !strings.Contains(command, want) {
					t.Errorf("%s: a deployment has no%s: %s", name, want, command)
				}
			}
		}
	}
	if found < 2 {
		t.Errorf("%d deployments were found, want those of the Makefile and of docs/operations.md", found)
	}
}

// commands returns the commands of a text that start with the given words, on one line
// each.
func commands(text, start string) []string {
	continued := regexp.MustCompile(`\\\n\s*`).ReplaceAllString(text, "")
	return regexp.MustCompile(`(?m)(?:^|\s)`+regexp.QuoteMeta(start)+`\s.*$`).FindAllString(continued, -1)
}

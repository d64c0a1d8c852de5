package repository

import (
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestOperatorsPermissions: the runbook names the IAM action of every call that dynctl
// makes to AWS.
func TestOperatorsPermissions(t *testing.T) {
	_, runbook, ok := strings.Cut(read(t, "docs/operations.md"), "\n## What an operator must be allowed\n")
	runbook, _, _ = strings.Cut(runbook, "\n## ")
	if !ok {
		t.Fatal("docs/operations.md does not say what an operator must be allowed")
	}
	// The calls whose action has another name.
	actions := map[string]string{
		"sns:PublishBatch":                 "sns:Publish",
		"sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
		"lambda:Invoke":                    "lambda:InvokeFunction",
	}
	call := regexp.MustCompile(`&(sns|sqs|sts|iam|kms|lambda|cloudformation|cloudwatch|cloudwatchlogs|secretsmanager)\.(\w+)Input\{`)
	found := 0
	err := filepath.WalkDir(inRoot(t, "internal"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "awsemulator") {
			return err
		}
		for _, m := range call.FindAllStringSubmatch(read(t, path), -1) {
			found++
			action := strings.TrimPrefix(m[1], "cloudwatch") + ":" + m[2]
			if m[1] == "cloudwatch" {
				action = "cloudwatch:" + m[2]
			}
			if known := actions[action]; known != "" {
				action = known
			}
			if !strings.Contains(runbook, "`"+action+"`") {
				t.Errorf("%s calls %s, which the runbook's permissions do not have", path, action)
			}
		}
		return nil
	})
	if err != nil || found < 15 {
		t.Errorf("%d calls were found: %v", found, err)
	}
}

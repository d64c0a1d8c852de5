package main

// checkovSkip is a checkov check that does not apply to a resource, and why.
type checkovSkip struct {
	ID      string `json:"id"`
	Comment string `json:"comment"`
}

// skipSQSKey is for every queue.
var skipSQSKey = checkovSkip{"CKV_AWS_27", "Encrypted with SSE-SQS, which this check does not know; SNS cannot write under the AWS managed KMS key."}

// skipCheckov returns the resource metadata in which checkov looks for skips.
// See https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html
func skipCheckov(skips ...checkovSkip) map[string]any {
	return map[string]any{"skip": skips}
}

// ignoreCfnLint returns the resource metadata in which cfn-lint looks for the
// rules to leave out.
// See https://github.com/aws-cloudformation/cfn-lint#resource-based-metadata
func ignoreCfnLint(rules ...string) map[string]any {
	return map[string]any{"config": map[string]any{"ignore_checks": rules}}
}

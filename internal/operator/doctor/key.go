package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/aws/smithy-go"

	"sns-dynamics/internal/operator/keypolicy"
	"sns-dynamics/internal/operator/stack"
)

// key checks that the customer managed key of the stack can be used, and that its policy
// allows SNS and CloudWatch Logs. With another policy SNS can deliver a message neither to
// the queue nor to the dead-letter queue: the message is lost. The finding of a stack
// without such a key is empty.
//
// See https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html and
// https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html
func (e *examination) key(ctx context.Context) Finding {
	arn := e.deployed.KMSKeyARN
	if arn == "" {
		return Finding{}
	}
	client := kms.NewFromConfig(e.cloud)
	described, err := client.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: &arn})
	if err != nil {
		return e.unreadable("describe key "+arn, err)
	}
	if state := described.KeyMetadata.KeyState; state != types.KeyStateEnabled {
		return failed(fmt.Sprintf("key %s is %s: SNS cannot write into the queues, and messages are lost", arn, state),
			"if it is to be deleted: aws kms cancel-key-deletion --region "+e.cloud.Region+" --key-id "+arn+"; then: aws kms enable-key --region "+e.cloud.Region+" --key-id "+arn)
	}
	policy, err := client.GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: &arn})
	if err != nil {
		return e.unreadable("read the policy of key "+arn, err)
	}
	place, err := keypolicy.Here(ctx, e.cloud)
	if err != nil {
		return e.failure(err)
	}
	users := keypolicy.Users{Topics: e.deployed.Topics()}
	if e.deployed.LogGroupName != "" {
		users.LogGroups = []string{fmt.Sprintf("arn:%s:logs:%s:%s:log-group:%s", place.Partition, place.Region, place.Account, e.deployed.LogGroupName)}
	}
	problems, err := keypolicy.Check(aws.ToString(policy.Policy), arn, place, users)
	if err != nil {
		return e.failure(err)
	}
	return keyFinding(keyPolicyCommand(cmp.Or(e.Stack, "STACK"), e.deployed), arn, problems)
}

// keyPolicyCommand is the command that prints the policy for the key of a deployed stack.
func keyPolicyCommand(name string, deployed stack.Outputs) string {
	command := "dynctl setup key-policy --stack " + name
	if prefix := deployed.QueueNamePrefix(); prefix != "" {
		command += " --queue-name-prefix " + prefix
	}
	for _, arn := range deployed.TopicARNs {
		command += " --existing-topic " + arn
	}
	return command
}

// keyFinding is the finding for a key of a stack. It is a failure unless each problem is unclear.
func keyFinding(command, arn string, problems []keypolicy.Problem) Finding {
	if len(problems) == 0 {
		return found("the policy of " + arn + " allows SNS and CloudWatch Logs")
	}
	fix := "add the statements of its output to the policy of the key: " + command
	var texts []string
	isUnclear := true
	for _, p := range problems {
		texts = append(texts, p.String())
		isUnclear = isUnclear && p.IsUnclear
	}
	text := arn + ": " + strings.Join(texts, "; ")
	if isUnclear {
		return warning(text, "compare the policy of the key with its output: "+command)
	}
	return failed(text, fix)
}

// unreadable returns the finding for a key that the caller may not look at.
func (e *examination) unreadable(doing string, err error) Finding {
	if api, ok := errors.AsType[smithy.APIError](err); ok && api.ErrorCode() == "AccessDeniedException" {
		return Finding{Status: NotChecked, Found: "not checked: " + doing + ": AccessDeniedException", Fix: "allow kms:DescribeKey and kms:GetKeyPolicy"}
	}
	return e.failure(fmt.Errorf("%s: %w", doing, err))
}

package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/sqs"
)

// keyParameters are the settings of the stack's customer managed key.
func keyParameters() cf.Parameters {
	return cf.Parameters{
		kmsKeyArnParameter: {
			Type:                  "String",
			Description:           cf.String("ARN of the customer managed KMS key that encrypts the queues, the dead-letter queues, the function's log and the function's environment; empty for the keys of AWS. Its policy must allow SNS and CloudWatch Logs: dynctl setup key-policy prints the statements. With another policy, messages are lost."),
			Default:               "",
			AllowedPattern:        cf.String(`^$|^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$`),
			ConstraintDescription: cf.String("must be empty or the ARN of a KMS key; an alias will not do, because a policy cannot name it"),
		},
	}
}

// ifKey chooses a value for a stack with a customer managed key, and a value for the others.
func ifKey(with, without any) string {
	return cf.If(hasKMSKeyCondition, with, without)
}

// stackKey is the customer managed key, or no value.
func stackKey() *string {
	return cf.String(ifKey(cf.Ref(kmsKeyArnParameter), cf.Ref(noValue)))
}

// encrypted encrypts a queue with the customer managed key, or else with SQS's own key. SNS
// writes into the queue under its own name, so the policy of the key has to allow SNS. The
// policies of AWS managed keys do not.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html#compatibility-with-aws-services
func encrypted(q *sqs.Queue) computed {
	q.KmsMasterKeyId = stackKey()
	return computed{
		Resource: q,
		// As text, because goformation would read a true in a cf.If as base64.
		properties: map[string]any{"SqsManagedSseEnabled": ifKey(cf.Ref(noValue), "true")},
	}
}

// useKey is for messages that the function or Lambda sends to a queue or takes from it, and
// for Lambda's read of the function's environment. SQS and Lambda use the key as the caller;
// the condition denies the function any other use of the key.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html#sqs-what-permissions-for-sse
func useKey() statement {
	return statement{
		Sid:      "UseKey",
		Effect:   "Allow",
		Action:   []string{"kms:Decrypt", "kms:GenerateDataKey"},
		Resource: cf.Ref(kmsKeyArnParameter),
		Condition: conditionBlock{"StringEquals": {
			"kms:ViaService": []string{
				cf.Sub("lambda.${AWS::Region}.${AWS::URLSuffix}"),
				cf.Sub("sqs.${AWS::Region}.${AWS::URLSuffix}"),
			},
		}},
	}
}

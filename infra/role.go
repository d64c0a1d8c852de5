package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/iam"
)

// functionRole is what the function may do, and no more. It takes no managed
// policy: AWSLambdaBasicExecutionRole covers every log group of the account.
// See https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
func functionRole() *iam.Role {
	return &iam.Role{
		Description: cf.String("Execution role of the function that relays an SNS topic to Dataverse."),
		AssumeRolePolicyDocument: policy(statement{
			Effect:    "Allow",
			Principal: service("lambda.amazonaws.com"),
			Action:    []string{"sts:AssumeRole"},
		}),
		Policies: []iam.Role_Policy{{
			PolicyName: "relay",
			PolicyDocument: policy(
				writeLog(),
				readSecret(),
				cf.If(hasSecretKmsKeyCondition, decryptSecret(), cf.Ref(noValue)),
				takeFromQueue(),
				keepFailure(),
				ifOrdered(keepOrderedFailure(), retryLater()),
				trace(),
			),
		}},
	}
}

// writeLog needs no CreateLogGroup: the group is in the stack. The Arn attribute
// of a log group ends in ":*", which stands for the streams.
func writeLog() statement {
	return statement{
		Sid:      "WriteLog",
		Effect:   "Allow",
		Action:   []string{"logs:CreateLogStream", "logs:PutLogEvents"},
		Resource: cf.GetAtt(functionLogGroupID, "Arn"),
	}
}

func readSecret() statement {
	return statement{
		Sid:      "ReadSecret",
		Effect:   "Allow",
		Action:   []string{"secretsmanager:GetSecretValue"},
		Resource: cf.Ref(secretArnParameter),
	}
}

// decryptSecret is for a secret with a customer managed key. Secrets Manager
// decrypts in the caller's name; the condition keeps the function from using
// the key in any other way.
// See https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
func decryptSecret() statement {
	return statement{
		Sid:      "DecryptSecret",
		Effect:   "Allow",
		Action:   []string{"kms:Decrypt"},
		Resource: cf.Ref(secretKmsKeyArnParameter),
		Condition: map[string]map[string]string{"StringEquals": {
			"kms:ViaService": cf.Sub("secretsmanager.${AWS::Region}.${AWS::URLSuffix}"),
		}},
	}
}

// takeFromQueue is used by Lambda, which polls the queue of queueMapping in the
// name of this role. The function itself chooses when a failed message comes
// back, by its visibility.
// See https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
func takeFromQueue() statement {
	return statement{
		Sid:    "TakeFromQueue",
		Effect: "Allow",
		Action: []string{
			"sqs:ChangeMessageVisibility",
			"sqs:DeleteMessage",
			"sqs:GetQueueAttributes",
			"sqs:ReceiveMessage",
		},
		Resource: queueArn(),
	}
}

// keepFailure is used by Lambda, which sends a failed event to the destination
// of functionInvokeConfig in the name of this role, and by the function, which
// sends a message that Dataverse rejected.
// See https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
func keepFailure() statement {
	return statement{
		Sid:      "KeepFailure",
		Effect:   "Allow",
		Action:   []string{"sqs:SendMessage"},
		Resource: cf.GetAtt(deadLetterQueueID, "Arn"),
	}
}

// keepOrderedFailure is for a rejected message of orderedDelivery, which must not
// stay in its queue: there it would hold up its group.
func keepOrderedFailure() statement {
	return statement{
		Sid:      "KeepOrderedFailure",
		Effect:   "Allow",
		Action:   []string{"sqs:SendMessage"},
		Resource: cf.GetAtt(orderedDeadLetterQueueID, "Arn"),
	}
}

// retryLater is for a message that SNS, or an operator, invoked the function
// with while Dataverse is unavailable.
func retryLater() statement {
	return statement{
		Sid:      "RetryLater",
		Effect:   "Allow",
		Action:   []string{"sqs:SendMessage"},
		Resource: cf.GetAtt(queueID, "Arn"),
	}
}

// trace names every resource because these two actions take no other.
// See https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
func trace() statement {
	return statement{
		Sid:      "Trace",
		Effect:   "Allow",
		Action:   []string{"xray:PutTelemetryRecords", "xray:PutTraceSegments"},
		Resource: "*",
	}
}

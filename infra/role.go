package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/iam"
)

// functionRole has the permissions that the function needs, and no others. It uses no managed
// policy: AWSLambdaBasicExecutionRole covers every log group of the account.
// See https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
func functionRole() *iam.Role {
	return &iam.Role{
		Description:         cf.String("Execution role of the function that relays an SNS topic to Dataverse."),
		RoleName:            cf.String(cf.If(hasRoleNameCondition, cf.Ref(roleNameParameter), cf.Ref(noValue))),
		Path:                cf.RefPtr(rolePathParameter),
		PermissionsBoundary: permissionsBoundary(),
		AssumeRolePolicyDocument: policy(statement{
			Effect:    "Allow",
			Principal: service("lambda.amazonaws.com"),
			Action:    []string{"sts:AssumeRole"},
		}),
		Policies: []iam.Role_Policy{{
			PolicyName: "relay",
			PolicyDocument: policy(
				writeLog(),
				signIn(),
				cf.If(hasSecretKmsKeyCondition, decryptSecret(), cf.Ref(noValue)),
				cf.If(hasEnvironmentsCondition, readEnvironmentSecrets(), cf.Ref(noValue)),
				takeFrom("TakeFromQueue", queueID),
				keepFailure(),
				retryLater(),
				cf.If(hasOutcomesCondition, publishOutcome(), cf.Ref(noValue)),
				trace(),
				ifKey(useKey(), cf.Ref(noValue)),
				cf.If(isInVPCCondition, manageInterfaces(), cf.Ref(noValue)),
				cf.If(isInVPCCondition, keepInterfaces(), cf.Ref(noValue)),
			),
		}},
	}
}

// writeLog needs no CreateLogGroup: the log group is part of the stack. The Arn attribute of a
// log group ends in ":*", the pattern of its streams.
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

// decryptSecret is for secrets with a customer managed key. Secrets Manager decrypts as the
// caller; the condition denies the function any other use of the key.
// See https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
func decryptSecret() statement {
	return statement{
		Sid:      "DecryptSecret",
		Effect:   "Allow",
		Action:   []string{"kms:Decrypt"},
		Resource: cf.Ref(secretKmsKeyArnParameter),
		Condition: conditionBlock{"StringEquals": {
			"kms:ViaService": cf.Sub("secretsmanager.${AWS::Region}.${AWS::URLSuffix}"),
		}},
	}
}

// orderedFunctionPolicy has the permissions of the function for the FIFO path. It is a resource
// of its own: when the mode changes, CloudFormation updates functionRole at once, and deletes
// this policy last, after orderedQueueMapping.
func orderedFunctionPolicy() *iam.Policy {
	return &iam.Policy{
		PolicyName: "relay-ordered",
		Roles:      []string{cf.Ref(functionRoleID)},
		PolicyDocument: policy(
			takeFrom("TakeFromOrderedQueue", orderedQueueID),
			keepOrderedFailure(),
		),
		AWSCloudFormationCondition: hasOrderedCondition,
	}
}

// takeFrom is for Lambda, which polls the queue of a mapping as this role, and for the function,
// which sets the visibility timeout of a failed message.
// See https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
func takeFrom(sid, queue string) statement {
	return statement{
		Sid:    sid,
		Effect: "Allow",
		Action: []string{
			"sqs:ChangeMessageVisibility",
			"sqs:DeleteMessage",
			"sqs:GetQueueAttributes",
			"sqs:ReceiveMessage",
		},
		Resource: cf.GetAtt(queue, "Arn"),
	}
}

// keepFailure is for Lambda, which sends a failed event to the destination of
// functionInvokeConfig as this role, and for the function, which sends a rejected message.
// See https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
func keepFailure() statement {
	return sendTo("KeepFailure", deadLetterQueueID)
}

// keepOrderedFailure is for a rejected message of the FIFO queue. In its queue it would block its
// group.
func keepOrderedFailure() statement {
	return sendTo("KeepOrderedFailure", orderedDeadLetterQueueID)
}

// retryLater is for a message of an asynchronous invocation, by SNS or by an operator, while
// Dataverse is unavailable.
func retryLater() statement {
	return sendTo("RetryLater", queueID)
}

func sendTo(sid, queue string) statement {
	return statement{
		Sid:      sid,
		Effect:   "Allow",
		Action:   []string{"sqs:SendMessage"},
		Resource: cf.GetAtt(queue, "Arn"),
	}
}

// trace names every resource because these two actions have no resource types.
// See https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
func trace() statement {
	return statement{
		Sid:      "Trace",
		Effect:   "Allow",
		Action:   []string{"xray:PutTelemetryRecords", "xray:PutTraceSegments"},
		Resource: "*",
	}
}

func publishOutcome() statement {
	return statement{
		Sid:      "PublishOutcome",
		Effect:   "Allow",
		Action:   []string{"sns:Publish"},
		Resource: cf.Ref(outcomeTopicID),
	}
}

// identityParameters are the settings of the function's role. A company may refuse roles
// without a permissions boundary, or outside of a path.
func identityParameters() cf.Parameters {
	return cf.Parameters{
		permissionsBoundaryArnParameter: {
			Type:                  "String",
			Description:           cf.String("ARN of the policy that bounds the permissions of the function's role; empty for no boundary. The boundary must allow what the role allows."),
			Default:               "",
			AllowedPattern:        cf.String(`^$|^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/[A-Za-z0-9_+=,.@/-]+$`),
			ConstraintDescription: cf.String("must be empty or the ARN of an IAM policy"),
		},
		rolePathParameter: {
			Type:                  "String",
			Description:           cf.String("Path of the function's role. A change replaces the role."),
			Default:               "/",
			AllowedPattern:        cf.String(`^/([A-Za-z0-9_+=,.@-]+/){0,20}$`),
			ConstraintDescription: cf.String("must start and end with a slash, such as /applications/"),
		},
	}
}

// permissionsBoundary is the boundary of the role, or no value.
func permissionsBoundary() *string {
	return cf.String(cf.If(hasPermissionsBoundaryCondition, cf.Ref(permissionsBoundaryArnParameter), cf.Ref(noValue)))
}

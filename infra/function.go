package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/lambda"

	"sns-dynamics/internal/config"
)

const (
	// functionMemoryMB buys processor time more than memory: Lambda gives out
	// the two in proportion, and a cold start is TLS handshakes and JSON.
	// See https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
	functionMemoryMB = 256

	// functionTimeoutSeconds is above the 120 s after which Dataverse aborts a
	// request of its own, with time left for the secret and the token. A
	// shorter one would end an invocation whose write may yet succeed.
	// See https://learn.microsoft.com/power-apps/developer/data-platform/analyze-performance
	functionTimeoutSeconds = 150
)

// function is the relay. It has no name of its own, so that a stack can be
// deployed twice and CloudFormation can replace it.
//
// The code comes from S3 for `aws cloudformation deploy`; the aws:asset metadata
// send `sam local invoke`, which does not read S3, to the directory dist.
//
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-function.html
func function() cf.Resource {
	return computed{
		Resource: &lambda.Function{
			Description:   cf.String("Writes the messages of an SNS topic to Dataverse."),
			Runtime:       cf.String("provided.al2023"),
			Handler:       cf.String("bootstrap"),
			Architectures: []string{cf.Ref(architectureParameter)},
			Code: &lambda.Function_Code{
				S3Bucket: cf.RefPtr(codeBucketParameter),
				S3Key:    cf.RefPtr(codeKeyParameter),
			},
			Role:       cf.GetAtt(functionRoleID, "Arn"),
			MemorySize: cf.Int(functionMemoryMB),
			Timeout:    cf.Int(functionTimeoutSeconds),
			Environment: &lambda.Function_Environment{
				Variables: map[string]string{
					config.SecretARN: cf.Ref(secretArnParameter),
					// A FIFO queue offers no delay per message, so nothing is
					// handed to one to be tried later.
					config.RetryQueueURL:      ifOrdered(cf.Ref(noValue), cf.Ref(queueID)),
					config.DeadLetterQueueURL: ifOrdered(cf.Ref(orderedDeadLetterQueueID), cf.Ref(deadLetterQueueID)),
					// A variable is text; Sub makes text of a number wherever the
					// template is read.
					config.ParallelRequests:   cf.Sub("${" + parallelRequestsParameter + "}"),
					config.MaximumConcurrency: cf.Sub("${" + maximumConcurrencyParameter + "}"),
					config.Patience:           cf.Sub("${" + patienceMinutesParameter + "}"),
					config.MetricsNamespace:   cf.Sub(metricNamespace),
				},
			},
			TracingConfig: &lambda.Function_TracingConfig{Mode: cf.String("Active")},
			LoggingConfig: &lambda.Function_LoggingConfig{
				LogGroup:            cf.RefPtr(functionLogGroupID),
				LogFormat:           cf.String("JSON"),
				ApplicationLogLevel: cf.RefPtr(logLevelParameter),
				// Lambda's own report of each invocation (duration, memory,
				// cold start) is at INFO, so it stays whatever LogLevel says.
				SystemLogLevel: cf.String("INFO"),
			},
			AWSCloudFormationMetadata: functionMetadata(),
		},
		properties: map[string]any{
			"CodeSigningConfigArn": cf.If(hasCodeSigningConfigCondition,
				cf.Ref(codeSigningConfigArnParameter), cf.Ref(noValue)),
			"ReservedConcurrentExecutions": cf.If(hasReservedConcurrencyCondition,
				cf.Ref(reservedConcurrencyParameter), cf.Ref(noValue)),
		},
	}
}

// functionMetadata holds the asset for sam, and what the linters should leave:
//
//   - WS1004 looks for a log group named after the function. This function
//     names its log group instead, in LoggingConfig, and the two cannot name
//     each other.
func functionMetadata() map[string]any {
	return map[string]any{
		"aws:asset:path":     "dist",
		"aws:asset:property": "Code",
		"cfn-lint":           ignoreCfnLint("WS1004"),
		"checkov": skipCheckov(
			checkovSkip{"CKV_AWS_115", "Reserved concurrency is the parameter ReservedConcurrency: its right size depends on the account."},
			checkovSkip{"CKV_AWS_116", "Failed events go to the dead-letter queue by FunctionInvokeConfig, which records the error besides."},
			checkovSkip{"CKV_AWS_117", "Dataverse and Secrets Manager are public endpoints; a VPC would only add a NAT gateway."},
			checkovSkip{"CKV_AWS_173", "The environment holds an ARN and URLs and no secret; Lambda encrypts it with its own key."},
		),
	}
}

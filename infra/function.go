package main

import (
	"maps"
	"strconv"

	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/lambda"

	"sns-dynamics/internal/function/config"
)

const (
	// functionMemoryMB is more than the function needs: Lambda assigns processor time in
	// proportion to memory, and a cold start needs it for TLS handshakes and JSON.
	// See https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
	functionMemoryMB = 256

	// functionTimeoutSeconds is longer than the 120 s after which Dataverse aborts a
	// request, and leaves time for the secret and the token. A shorter timeout would end
	// an invocation while its write may still succeed.
	// See https://learn.microsoft.com/power-apps/developer/data-platform/analyze-performance
	functionTimeoutSeconds = 150
)

// function is the Lambda function. The template gives it no name, so that the template can be
// deployed twice and CloudFormation can replace the function.
//
// For `aws cloudformation deploy` the code comes from S3. `sam local invoke` does not read S3:
// the aws:asset metadata names the directory dist for it.
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
			KmsKeyArn:  stackKey(),
			Environment: &lambda.Function_Environment{
				Variables: withFence(variables()),
			},
			TracingConfig: &lambda.Function_TracingConfig{Mode: cf.String("Active")},
			LoggingConfig: &lambda.Function_LoggingConfig{
				LogGroup:            cf.RefPtr(functionLogGroupID),
				LogFormat:           cf.String("JSON"),
				ApplicationLogLevel: cf.RefPtr(logLevelParameter),
				// Lambda's report of each invocation (duration, memory, cold
				// start) has the level INFO. It does not depend on LogLevel.
				SystemLogLevel: cf.String("INFO"),
			},
			AWSCloudFormationMetadata: functionMetadata(),
		},
		properties: map[string]any{
			"CodeSigningConfigArn": cf.If(hasCodeSigningConfigCondition,
				cf.Ref(codeSigningConfigArnParameter), cf.Ref(noValue)),
			"VpcConfig": vpcConfig(),
			"ReservedConcurrentExecutions": cf.If(hasReservedConcurrencyCondition,
				cf.Ref(reservedConcurrencyParameter), cf.Ref(noValue)),
		},
	}
}

// variables are the environment of the function.
func variables() map[string]string {
	all := map[string]string{
		config.RetryQueueURL:             cf.Ref(queueID),
		config.DeadLetterQueueURL:        cf.Ref(deadLetterQueueID),
		config.OrderedDeadLetterQueueURL: cf.If(hasOrderedCondition, cf.Ref(orderedDeadLetterQueueID), cf.Ref(noValue)),
		// An environment variable is a text; Sub converts the number
		// in every reader of the template.
		config.ParallelRequests:   cf.Sub("${" + parallelRequestsParameter + "}"),
		config.MaximumConcurrency: cf.Sub("${" + maximumConcurrencyParameter + "}"),
		config.Patience:           cf.Sub("${" + patienceMinutesParameter + "}"),
		config.MetricsNamespace:   cf.Sub(metricNamespace),
		config.MaxReceives:        strconv.Itoa(maxReceiveCount),
		config.LedgerTable:        cf.Ref(ledgerTableParameter),
		config.Outcomes:           cf.Ref(outcomesParameter),
		config.OutcomeTopicARN:    cf.If(hasOutcomesCondition, cf.Ref(outcomeTopicID), cf.Ref(noValue)),
		config.UseFIPSEndpoint:    cf.Ref(useFIPSEndpointParameter),
	}
	maps.Copy(all, signInVariables())
	return all
}

// functionMetadata holds the asset for sam, and the ignored rules of the linters:
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
		),
	}
}

// checkovSkip is a check of checkov that does not apply to a resource, with the reason.
type checkovSkip struct {
	ID      string `json:"id"`
	Comment string `json:"comment"`
}

// skipCheckov returns the resource metadata that makes checkov skip checks.
// See https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html
func skipCheckov(skips ...checkovSkip) map[string]any {
	return map[string]any{"skip": skips}
}

// ignoreCfnLint returns the resource metadata that makes cfn-lint ignore rules.
// See https://github.com/aws-cloudformation/cfn-lint#resource-based-metadata
func ignoreCfnLint(rules ...string) map[string]any {
	return map[string]any{"config": map[string]any{"ignore_checks": rules}}
}

package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/logs"
)

// functionLogGroup is part of the stack so that the log has an end: a group that
// Lambda creates by itself keeps everything for ever and outlives the stack.
// See https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
func functionLogGroup() cf.Resource {
	return computed{
		Resource: &logs.LogGroup{
			AWSCloudFormationDeletionPolicy:      "Delete",
			AWSCloudFormationUpdateReplacePolicy: "Delete",
			AWSCloudFormationMetadata: map[string]any{
				"checkov": skipCheckov(checkovSkip{"CKV_AWS_158", "CloudWatch Logs encrypts every group with its own key, and above DEBUG the log holds no message content."}),
			},
		},
		properties: map[string]any{"RetentionInDays": cf.Ref(logRetentionDaysParameter)},
	}
}

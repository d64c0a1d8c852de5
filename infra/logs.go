package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/logs"
)

// functionLogGroup is part of the stack so that the log has a retention time: a log group that
// Lambda creates keeps all lines for ever. The log outlives the stack until its retention time is
// over, as dead letters do: it has the reasons of dead letters, and the MessageIds of lost ones.
// See https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
func functionLogGroup() cf.Resource {
	return computed{
		Resource: &logs.LogGroup{
			KmsKeyId:                             stackKey(),
			AWSCloudFormationDeletionPolicy:      "RetainExceptOnCreate",
			AWSCloudFormationUpdateReplacePolicy: "Retain",
		},
		properties: map[string]any{"RetentionInDays": cf.Ref(logRetentionDaysParameter)},
	}
}

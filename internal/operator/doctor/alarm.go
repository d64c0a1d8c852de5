package doctor

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	cloudformationtypes "github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"sns-dynamics/internal/alarm"
)

// alarms checks the alarms of the stack.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
func (e *examination) alarms(ctx context.Context) Finding {
	if e.Stack == "" {
		return unnamed("--stack")
	}
	logicalIDs, err := e.alarmNames(ctx)
	if err != nil {
		return e.failure(err)
	}
	names := slices.Sorted(maps.Keys(logicalIDs))
	if len(names) == 0 {
		return failed("the stack has no alarms", "deploy the current template: "+e.deployed.DeployCommand())
	}
	// The stack has fewer than 100 alarms, the most that one request may name.
	out, err := cloudwatch.NewFromConfig(e.cloud).DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: names})
	if err != nil {
		return e.failure(fmt.Errorf("describe alarms: %w", err))
	}
	var inAlarm []string
	silent := 0
	for _, a := range out.MetricAlarms {
		names = slices.DeleteFunc(names, func(name string) bool { return name == aws.ToString(a.AlarmName) })
		if len(a.AlarmActions) == 0 {
			silent++
		}
		if a.StateValue == types.StateValueAlarm {
			inAlarm = append(inAlarm, aws.ToString(a.AlarmName))
		}
	}
	slices.Sort(inAlarm)
	switch {
	case len(inAlarm) > 0:
		return ringing(inAlarm, logicalIDs, len(out.MetricAlarms))
	case len(names) > 0:
		return failed(strings.Join(names, ", ")+": deleted outside CloudFormation", e.restore("an alarm"))
	case silent == len(out.MetricAlarms):
		return warning(fmt.Sprintf("%d, none in ALARM; none has an action", silent), "get notifications: "+e.deployed.DeployCommand("AlarmTopicArn=TOPIC-ARN"))
	}
	return found(fmt.Sprintf("%d, none in ALARM", len(out.MetricAlarms)))
}

// ringing returns the finding for alarms in ALARM. If the dead letters show the cause of each, the
// cause is that layer.
func ringing(inAlarm []string, logicalIDs map[string]string, all int) Finding {
	var commands []string
	cause := layerDeadLetters
	for _, name := range inAlarm {
		commands = append(commands, "dynctl explain "+logicalIDs[name])
		if a, _ := alarm.Find(logicalIDs[name]); !strings.HasPrefix(a.Command, "dynctl dlq ls") {
			cause = ""
		}
	}
	f := failed(fmt.Sprintf("%d of %d in ALARM: %s", len(inAlarm), all, strings.Join(inAlarm, ", ")), strings.Join(commands, "; "))
	f.Cause = cause
	return f
}

// alarmNames are the names that CloudFormation gave the stack's alarms, each with its logical
// id in the template.
func (e *examination) alarmNames(ctx context.Context) (logicalIDs map[string]string, err error) {
	resources, err := e.resources(ctx)
	logicalIDs = map[string]string{}
	for _, r := range resources {
		if aws.ToString(r.ResourceType) == "AWS::CloudWatch::Alarm" {
			logicalIDs[aws.ToString(r.PhysicalResourceId)] = aws.ToString(r.LogicalResourceId)
		}
	}
	return logicalIDs, err
}

// resources are the resources of the stack.
//
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
func (e *examination) resources(ctx context.Context) ([]cloudformationtypes.StackResourceSummary, error) {
	var all []cloudformationtypes.StackResourceSummary
	pages := cloudformation.NewListStackResourcesPaginator(cloudformation.NewFromConfig(e.cloud), &cloudformation.ListStackResourcesInput{StackName: &e.Stack})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list resources of stack %s: %w", e.Stack, err)
		}
		all = append(all, page.StackResourceSummaries...)
	}
	return all, nil
}

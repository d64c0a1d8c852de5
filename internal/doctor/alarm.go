package doctor

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// alarms looks at the stack's own alarms.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
func (e *examination) alarms(ctx context.Context) Finding {
	if e.Stack == "" {
		return unnamed("--stack")
	}
	names, err := e.alarmNames(ctx)
	if err != nil {
		return e.failure(err)
	}
	if len(names) == 0 {
		return failed("the stack has no alarms", "make deploy, with the template as it is here")
	}
	// There are fewer than the hundred that one request may name.
	out, err := cloudwatch.NewFromConfig(e.cloud).DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: names})
	if err != nil {
		return e.failure(fmt.Errorf("describe alarms: %w", err))
	}
	var ringing []string
	silent := 0
	for _, a := range out.MetricAlarms {
		names = slices.DeleteFunc(names, func(name string) bool { return name == aws.ToString(a.AlarmName) })
		if len(a.AlarmActions) == 0 {
			silent++
		}
		if a.StateValue == types.StateValueAlarm {
			ringing = append(ringing, aws.ToString(a.AlarmName))
		}
	}
	slices.Sort(ringing)
	switch {
	case len(ringing) > 0:
		return failed(fmt.Sprintf("%d of %d in ALARM: %s", len(ringing), len(out.MetricAlarms), strings.Join(ringing, ", ")),
			"docs/operations.md says what each means and what to look at first")
	case len(names) > 0:
		slices.Sort(names)
		return failed(strings.Join(names, ", ")+": gone, deleted by hand", e.bringBack("an alarm"))
	case silent == len(out.MetricAlarms):
		return warning(fmt.Sprintf("%d, none in ALARM; they tell nobody", silent), "deploy with the parameter AlarmTopicArn to be told")
	}
	return found(fmt.Sprintf("%d, none in ALARM", len(out.MetricAlarms)))
}

// alarmNames are the names that CloudFormation gave the stack's alarms.
func (e *examination) alarmNames(ctx context.Context) ([]string, error) {
	var names []string
	pages := cloudformation.NewListStackResourcesPaginator(cloudformation.NewFromConfig(e.cloud), &cloudformation.ListStackResourcesInput{StackName: &e.Stack})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list resources of stack %s: %w", e.Stack, err)
		}
		for _, r := range page.StackResourceSummaries {
			if aws.ToString(r.ResourceType) == "AWS::CloudWatch::Alarm" {
				names = append(names, aws.ToString(r.PhysicalResourceId))
			}
		}
	}
	return names, nil
}

package awstest_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"sns-dynamics/internal/awstest"
)

func TestAlarms(t *testing.T) {
	c := start(t, awstest.Options{PageSize: 1})
	client := cloudwatch.NewFromConfig(c.Config)
	c.AddAlarm(awstest.Alarm{
		Name: "s-errors", Description: "d", State: "ALARM", StateReason: "why", StateUpdated: c.now.Add(-time.Minute), Namespace: "AWS/Lambda",
		Metric: "Errors", Dimensions: map[string]string{"FunctionName": "f"}, Actions: []string{"arn:a"},
	})
	c.AddAlarm(awstest.Alarm{Name: "s-age", ActionsDisabled: true})
	c.AddAlarm(awstest.Alarm{Name: "other"})
	find := func(in *cloudwatch.DescribeAlarmsInput) (found []types.MetricAlarm, names string) {
		for p := cloudwatch.NewDescribeAlarmsPaginator(client, in); p.HasMorePages(); {
			for _, a := range must[*cloudwatch.DescribeAlarmsOutput](t)(p.NextPage(t.Context())).MetricAlarms {
				found, names = append(found, a), names+*a.AlarmName+" "
			}
		}
		return found, names
	}
	_, names := find(&cloudwatch.DescribeAlarmsInput{})
	is(t, "all", names, "other s-age s-errors ")
	_, names = find(&cloudwatch.DescribeAlarmsInput{AlarmNames: []string{"other", "x"}, MaxRecords: aws.Int32(10)})
	is(t, "by name", names, "other ")
	_, names = find(&cloudwatch.DescribeAlarmsInput{StateValue: types.StateValueAlarm, AlarmTypes: []types.AlarmType{types.AlarmTypeMetricAlarm}})
	is(t, "by state", names, "s-errors ")
	found, names := find(&cloudwatch.DescribeAlarmsInput{AlarmNamePrefix: aws.String("s-")})
	is(t, "by prefix", names, "s-age s-errors ")
	a := found[1]
	is(t, "arn", *a.AlarmArn, "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:s-errors")
	is(t, "state", a.StateValue, types.StateValueAlarm)
	is(t, "reason", *a.StateReason, "why")
	is(t, "since", a.StateUpdatedTimestamp.Unix(), c.now.Add(-time.Minute).Unix())
	is(t, "dimension", *a.Dimensions[0].Name+*a.Dimensions[0].Value, "FunctionNamef")
	is(t, "action", a.AlarmActions[0], "arn:a")
	is(t, "enabled", *a.ActionsEnabled, true)
	is(t, "enabled", *found[0].ActionsEnabled, false)
	_, err := client.DescribeAlarms(t.Context(), &cloudwatch.DescribeAlarmsInput{NextToken: aws.String("x")})
	refused[*types.InvalidNextToken](t, err, "InvalidNextToken")
}

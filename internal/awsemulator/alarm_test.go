package awsemulator_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"sns-dynamics/internal/awsemulator"
)

func TestAlarms(t *testing.T) {
	c := start(t, awsemulator.Options{PageSize: 1})
	client := cloudwatch.NewFromConfig(c.Config)
	c.AddAlarm(awsemulator.Alarm{
		Name: "s-errors", Description: "d", State: "ALARM", StateReason: "why", StateUpdated: c.now.Add(-time.Minute), Namespace: "AWS/Lambda",
		Metric: "Errors", Dimensions: map[string]string{"FunctionName": "f"}, Actions: []string{"arn:a"},
	})
	c.AddAlarm(awsemulator.Alarm{Name: "s-age", ActionsDisabled: true})
	c.AddAlarm(awsemulator.Alarm{Name: "other"})
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

// TestAlarmsAsJSON reads an alarm with AWS JSON 1.0, which the AWS CLI sends.
func TestAlarmsAsJSON(t *testing.T) {
	c := start(t, awsemulator.Options{})
	c.AddAlarm(awsemulator.Alarm{Name: "a", StateUpdated: c.now, Current: func() (state, reason string) { return "ALARM", "now" }})
	send := func(body string) (int, string) {
		t.Helper()
		r := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), http.MethodPost, c.URL()+"/", strings.NewReader(body)))
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=x/20261121/eu-west-1/monitoring/aws4_request")
		r.Header.Set("X-Amz-Target", "GraniteServiceVersion20100801.DescribeAlarms")
		r.Header.Set("Content-Type", "application/x-amz-json-1.0")
		response := must[*http.Response](t)(http.DefaultClient.Do(r))
		defer response.Body.Close()
		is(t, "content type", response.Header.Get("Content-Type"), "application/x-amz-json-1.0")
		return response.StatusCode, string(must[[]byte](t)(io.ReadAll(response.Body)))
	}
	status, body := send(`{"AlarmNames":["a"]}`)
	is(t, "status", status, http.StatusOK)
	for _, want := range []string{`"AlarmName":"a"`, `"StateValue":"ALARM"`, `"StateReason":"now"`, `"StateUpdatedTimestamp":` + strconv.FormatInt(c.now.Unix(), 10)[:4]} {
		if !strings.Contains(body, want) {
			t.Errorf("%s, want %s", body, want)
		}
	}
	status, body = send(`{"MaxRecords":0}`)
	is(t, "status of a refusal", status, http.StatusBadRequest)
	if !strings.Contains(body, "ValidationError") {
		t.Errorf("refusal = %s", body)
	}
}

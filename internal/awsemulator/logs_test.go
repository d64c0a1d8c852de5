package awsemulator_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"sns-dynamics/internal/awsemulator"
)

func TestFilterLogEvents(t *testing.T) {
	c := start(t, awsemulator.Options{PageSize: 1})
	client := cloudwatchlogs.NewFromConfig(c.Config)
	lines := []string{
		`{"level":"ERROR","message":"a b","n":2,"request":{"id":"r-1"}}`,
		`{"level":"INFO","message":"c","n":3}`,
		`REPORT RequestId: r-1 "quoted"`,
	}
	for i := range lines { // written backwards, found by time
		i = len(lines) - 1 - i
		c.Log("g", "stream", c.now.Add(time.Duration(i)*time.Second), lines[i])
	}
	find := func(in *cloudwatchlogs.FilterLogEventsInput) (found string, pages int) {
		in.LogGroupName = aws.String("g")
		for p := cloudwatchlogs.NewFilterLogEventsPaginator(client, in); p.HasMorePages(); pages++ {
			for _, e := range must[*cloudwatchlogs.FilterLogEventsOutput](t)(p.NextPage(t.Context())).Events {
				for i, line := range lines {
					if *e.Message == line && *e.Timestamp == c.now.Add(time.Duration(i)*time.Second).UnixMilli() {
						found += string(rune('0' + i))
					}
				}
			}
		}
		return found, pages
	}
	for _, tt := range []struct{ pattern, want string }{
		{``, "012"},
		{`"r-1"`, "02"},
		{`"RequestId: r-1"`, "2"},
		{`"\"quoted\""`, "2"},
		{`"r-1" ERROR`, "0"},
		{`{ $.level = "ERROR" }`, "0"},
		{`{$.level=ERROR}`, "0"},
		{`{ $.level != "ERROR" }`, "1"},
		{`{ $.level = "*O*" }`, "01"},
		{`{ $.request.id = "r-1" }`, "0"},
		{`{ $.n >= 3 }`, "1"},
		{`{ $.level = "ERROR" || $.message = "c" }`, "01"},
		{`{ $.level = "ERROR" && $.message = "c" }`, ""},
		{`{ $.message = "c" && ($.level = "ERROR" || $.level = "INFO") }`, "1"},
		{`{ $.message = "c" || $.message = "a b" && $.level = "INFO" }`, "1"},
	} {
		found, pages := find(&cloudwatchlogs.FilterLogEventsInput{FilterPattern: &tt.pattern})
		is(t, tt.pattern, found, tt.want)
		is(t, "pages of "+tt.pattern, pages, 3)
	}
	found, _ := find(&cloudwatchlogs.FilterLogEventsInput{StartTime: aws.Int64(c.now.Add(time.Second).UnixMilli()), EndTime: aws.Int64(c.now.Add(time.Second).UnixMilli())})
	is(t, "by time", found, "1")
	found, _ = find(&cloudwatchlogs.FilterLogEventsInput{LogStreamNames: []string{"other"}})
	is(t, "by stream", found, "")
}

func TestLogRefusals(t *testing.T) {
	c := start(t, awsemulator.Options{})
	client := cloudwatchlogs.NewFromConfig(c.Config)
	c.AddLogGroup("g")
	_, err := client.FilterLogEvents(t.Context(), &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String("x")})
	refused[*types.ResourceNotFoundException](t, err, "ResourceNotFoundException")
	for _, pattern := range []string{
		`"open`, `[a, b]`, `a-b`, `{ $.a = }`, `{ $.a = "b"`, `{ a = "b" }`, `{ $.a = "b" && }`, `{ $.a ~ "b" }`, `{ ($.a = "b" }`, `{ $.a < "b" }`, `{ $.a = "b" $.c = "d" }`,
	} {
		_, err := client.FilterLogEvents(t.Context(), &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String("g"), FilterPattern: &pattern})
		if err == nil || !strings.Contains(err.Error(), "Invalid filter pattern") {
			t.Errorf("%s: %v", pattern, err)
			continue
		}
		refused[*types.InvalidParameterException](t, err, "InvalidParameterException")
	}
	_, err = client.FilterLogEvents(t.Context(), &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String("g"), NextToken: aws.String("x")})
	refused[*types.InvalidParameterException](t, err, "InvalidParameterException")
}

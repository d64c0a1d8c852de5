package awsemulator_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"sns-dynamics/internal/awsemulator"
)

// TestFaults injects errors into calls of every service, in the protocol of the service.
func TestFaults(t *testing.T) {
	c, name := start(t, awsemulator.Options{}), aws.String("x")
	for service, call := range map[awsemulator.Service]func() error{
		awsemulator.CloudFormation: func() error {
			_, err := cloudformation.NewFromConfig(c.Config).DescribeStacks(t.Context(), nil)
			return err
		},
		awsemulator.CloudWatch: func() error {
			_, err := cloudwatch.NewFromConfig(c.Config).DescribeAlarms(t.Context(), nil)
			return err
		},
		awsemulator.Lambda: func() error {
			_, err := lambda.NewFromConfig(c.Config).GetFunction(t.Context(), &lambda.GetFunctionInput{FunctionName: name})
			return err
		},
		awsemulator.Logs: func() error {
			_, err := cloudwatchlogs.NewFromConfig(c.Config).FilterLogEvents(t.Context(), &cloudwatchlogs.FilterLogEventsInput{LogGroupName: name})
			return err
		},
		awsemulator.SecretsManager: func() error {
			_, err := secretsmanager.NewFromConfig(c.Config).GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: name})
			return err
		},
		awsemulator.SNS: func() error {
			_, err := sns.NewFromConfig(c.Config).GetTopicAttributes(t.Context(), &sns.GetTopicAttributesInput{TopicArn: name})
			return err
		},
		awsemulator.SQS: func() error {
			_, err := sqs.NewFromConfig(c.Config).GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: name})
			return err
		},
		awsemulator.STS: func() error {
			_, err := sts.NewFromConfig(c.Config).GetCallerIdentity(t.Context(), nil)
			return err
		},
	} {
		for _, f := range []awsemulator.Fault{
			{Service: service, Code: "AccessDeniedException", Message: "not you", Status: 403},
			{Service: service, Code: "ThrottlingException", Message: "slow", Status: 400},
			{Service: service, Message: "broken", Status: 500},
		} {
			c.Fail(1, f)
			var api smithy.APIError
			var res *smithyhttp.ResponseError
			code := f.Code
			if code == "" {
				code = "InternalFailure"
			}
			if err := call(); !errors.As(err, &api) || api.ErrorCode() != code || api.ErrorMessage() != f.Message || !errors.As(err, &res) || res.HTTPStatusCode() != f.Status {
				t.Errorf("%s: %v", service, err)
			}
		}
	}
}

func TestFaultsBeforeAndAfter(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fault awsemulator.Fault
		taken int
	}{
		{"before", awsemulator.Fault{Code: "Throttling"}, 0},
		{"after", awsemulator.Fault{Code: "InternalError", Status: 500, After: true}, 1},
		{"dropped before", awsemulator.Fault{Drop: true}, 0},
		{"dropped after", awsemulator.Fault{Drop: true, After: true}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := start(t, awsemulator.Options{})
			topic, client := c.AddTopic("t", nil), sns.NewFromConfig(c.Config)
			tt.fault.Operation = "Publish"
			c.Fail(1, tt.fault)
			if _, err := client.GetTopicAttributes(t.Context(), &sns.GetTopicAttributesInput{TopicArn: &topic}); err != nil {
				t.Errorf("another operation: %v", err)
			}
			in := &sns.PublishInput{TopicArn: &topic, Message: aws.String("m")}
			_, err := client.Publish(t.Context(), in)
			var api smithy.APIError
			if err == nil || errors.As(err, &api) == tt.fault.Drop {
				t.Errorf("error %v", err)
			}
			is(t, "messages taken", len(c.Published(topic)), tt.taken)
			must[*sns.PublishOutput](t)(client.Publish(t.Context(), in))
		})
	}
}

// TestRetry leaves the retry of a lost response to the SDK.
func TestRetry(t *testing.T) {
	c := start(t, awsemulator.Options{})
	topic := c.AddTopic("t", nil)
	c.Fail(1, awsemulator.Fault{Drop: true, After: true})
	must[*sns.PublishOutput](t)(sns.NewFromConfig(c.Cloud.Config()).Publish(t.Context(), &sns.PublishInput{TopicArn: &topic, Message: aws.String("m")}))
	is(t, "calls", len(c.Calls()), 2)
	is(t, "messages taken", len(c.Published(topic)), 2)
}

func TestOnCall(t *testing.T) {
	c := start(t, awsemulator.Options{})
	topic, client := c.AddTopic("t", nil), sns.NewFromConfig(c.Config)
	in := &sns.PublishInput{TopicArn: &topic, Message: aws.String("m")}
	for i, tt := range []struct {
		goOn  func(done bool) bool
		steps string
		taken int
	}{
		{func(bool) bool { return true }, "before 0, after 1, ", 1},
		{func(done bool) bool { return done }, "before 1, ", 1},
		{func(done bool) bool { return !done }, "before 1, after 2, ", 2},
	} {
		steps := ""
		c.OnCall(func(call awsemulator.Call, done bool) bool {
			steps += map[bool]string{false: "before ", true: "after "}[done] + string(rune('0'+len(c.Published(topic)))) + ", "
			is(t, "call", call, awsemulator.Call{Service: awsemulator.SNS, Operation: "Publish"})
			return tt.goOn(done)
		})
		if _, err := client.Publish(t.Context(), in); (err == nil) != (i == 0) {
			t.Errorf("%d: error %v", i, err)
		}
		c.OnCall(nil)
		is(t, "steps", steps, tt.steps)
		is(t, "messages taken", len(c.Published(topic)), tt.taken)
	}
}

// TestConcurrency publishes and reads concurrently. The race detector checks it.
func TestConcurrency(t *testing.T) {
	c := start(t, awsemulator.Options{})
	topic, client := c.AddTopic("t", nil), sns.NewFromConfig(c.Config)
	q := c.AddQueue("q", nil)
	c.Subscribe(topic, awsemulator.Subscription{Protocol: "sqs", Endpoint: awsemulator.QueueARN("q")})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 8 {
				if _, err := client.Publish(t.Context(), &sns.PublishInput{TopicArn: &topic, Message: aws.String("m")}); err != nil {
					t.Error(err)
				}
				c.Messages(q)
				c.Calls()
			}
		})
	}
	wg.Wait()
	is(t, "messages", len(c.Messages(q)), 64)
}

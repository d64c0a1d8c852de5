package awsemulator_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"sns-dynamics/internal/awsemulator"
)

func TestFunction(t *testing.T) {
	c := start(t, awsemulator.Options{PageSize: 1})
	client := lambda.NewFromConfig(c.Config)
	arn := c.AddFunction(awsemulator.Function{
		Name: "f", CodeSHA256: "hash", Architecture: "arm64", Timeout: 30, Environment: map[string]string{"A": "b"}, Policy: `{"Version":"2012-10-17"}`,
		Concurrency: aws.Int(5), EventInvoke: &awsemulator.EventInvoke{MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60, OnFailure: "arn:q"},
		Mappings: []awsemulator.Mapping{{Source: "arn:1", ResponseTypes: []string{"ReportBatchItemFailures"}, MaximumConcurrency: 2}, {Source: "arn:2", State: "Disabled"}},
	})
	for _, name := range []string{"f", arn, awsemulator.Account + ":function:f", arn + ":$LATEST"} {
		out := must[*lambda.GetFunctionOutput](t)(client.GetFunction(t.Context(), &lambda.GetFunctionInput{FunctionName: &name}))
		is(t, "arn", *out.Configuration.FunctionArn, arn)
		is(t, "concurrency", *out.Concurrency.ReservedConcurrentExecutions, 5)
	}
	conf := must[*lambda.GetFunctionConfigurationOutput](t)(client.GetFunctionConfiguration(t.Context(), &lambda.GetFunctionConfigurationInput{FunctionName: aws.String("f")}))
	is(t, "hash", *conf.CodeSha256, "hash")
	is(t, "state", conf.State, types.StateActive)
	is(t, "update", conf.LastUpdateStatus, types.LastUpdateStatusSuccessful)
	is(t, "architecture", conf.Architectures[0], types.ArchitectureArm64)
	is(t, "timeout", *conf.Timeout, 30)
	is(t, "environment", conf.Environment.Variables["A"], "b")
	is(t, "policy", *must[*lambda.GetPolicyOutput](t)(client.GetPolicy(t.Context(), &lambda.GetPolicyInput{FunctionName: &arn})).Policy, `{"Version":"2012-10-17"}`)
	event := must[*lambda.GetFunctionEventInvokeConfigOutput](t)(client.GetFunctionEventInvokeConfig(t.Context(), &lambda.GetFunctionEventInvokeConfigInput{FunctionName: &arn}))
	is(t, "retries", *event.MaximumRetryAttempts, 0)
	is(t, "destination", *event.DestinationConfig.OnFailure.Destination, "arn:q")
	is(t, "concurrency", *must[*lambda.GetFunctionConcurrencyOutput](t)(client.GetFunctionConcurrency(t.Context(), &lambda.GetFunctionConcurrencyInput{FunctionName: &arn})).ReservedConcurrentExecutions, 5)
	var sources string
	for p := lambda.NewListEventSourceMappingsPaginator(client, &lambda.ListEventSourceMappingsInput{FunctionName: &arn}); p.HasMorePages(); {
		for _, m := range must[*lambda.ListEventSourceMappingsOutput](t)(p.NextPage(t.Context())).EventSourceMappings {
			sources += *m.EventSourceArn + *m.State + " "
		}
	}
	is(t, "mappings", sources, "arn:1Enabled arn:2Disabled ")
}

func TestNoFunction(t *testing.T) {
	c := start(t, awsemulator.Options{})
	client := lambda.NewFromConfig(c.Config)
	c.AddFunction(awsemulator.Function{Name: "bare"})
	for _, call := range []func() error{
		func() error {
			_, err := client.GetFunction(t.Context(), &lambda.GetFunctionInput{FunctionName: aws.String("x")})
			return err
		},
		func() error {
			_, err := client.GetFunction(t.Context(), &lambda.GetFunctionInput{FunctionName: aws.String("bare"), Qualifier: aws.String("live")})
			return err
		},
		func() error {
			_, err := client.GetPolicy(t.Context(), &lambda.GetPolicyInput{FunctionName: aws.String("bare")})
			return err
		},
		func() error {
			_, err := client.GetFunctionEventInvokeConfig(t.Context(), &lambda.GetFunctionEventInvokeConfigInput{FunctionName: aws.String("bare")})
			return err
		},
		func() error {
			_, err := client.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: aws.String("x")})
			return err
		},
	} {
		refused[*types.ResourceNotFoundException](t, call(), "ResourceNotFoundException")
	}
	out := must[*lambda.GetFunctionConcurrencyOutput](t)(client.GetFunctionConcurrency(t.Context(), &lambda.GetFunctionConcurrencyInput{FunctionName: aws.String("bare")}))
	if out.ReservedConcurrentExecutions != nil {
		t.Errorf("concurrency %d", *out.ReservedConcurrentExecutions)
	}
}

func TestInvoke(t *testing.T) {
	c := start(t, awsemulator.Options{})
	client, url := lambda.NewFromConfig(c.Config), c.AddQueue("q", nil)
	f := awsemulator.Function{Name: "f", Handler: func(payload []byte) ([]byte, string) {
		c.Put(url, awsemulator.Message{Body: string(payload)}) // the handler may use the Cloud
		if string(payload) == `"bad"` {
			return []byte(`{"errorMessage":"bad"}`), "Unhandled"
		}
		return []byte(`{"ok":true}`), ""
	}}
	c.AddFunction(f)
	invoke := func(payload string, kind types.InvocationType) (*lambda.InvokeOutput, error) {
		return client.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: aws.String("f"), Payload: []byte(payload), InvocationType: kind})
	}
	good := must[*lambda.InvokeOutput](t)(invoke(`"good"`, ""))
	is(t, "answer", string(good.Payload), `{"ok":true}`)
	is(t, "status", good.StatusCode, 200)
	is(t, "error", aws.ToString(good.FunctionError), "")
	bad := must[*lambda.InvokeOutput](t)(invoke(`"bad"`, types.InvocationTypeRequestResponse))
	is(t, "error", aws.ToString(bad.FunctionError), "Unhandled")
	is(t, "answer", string(bad.Payload), `{"errorMessage":"bad"}`)
	event := must[*lambda.InvokeOutput](t)(invoke(`"bad"`, types.InvocationTypeEvent))
	is(t, "event", event.StatusCode, 202)
	is(t, "event answer", string(event.Payload)+aws.ToString(event.FunctionError), "")
	is(t, "calls of the handler", len(c.Messages(url)), 3)

	_, err := invoke(`{`, "")
	refused[*types.InvalidRequestContentException](t, err, "InvalidRequestContentException")
	_, err = invoke(`"`+strings.Repeat("x", 6<<20)+`"`, "")
	refused[*types.RequestTooLargeException](t, err, "RequestTooLargeException")
	f.State = "Pending"
	c.AddFunction(f)
	_, err = invoke(`{}`, "")
	refused[*types.ResourceConflictException](t, err, "ResourceConflictException")
	f.State, f.Concurrency = "", aws.Int(0)
	c.AddFunction(f)
	_, err = invoke(`{}`, "")
	refused[*types.TooManyRequestsException](t, err, "TooManyRequestsException")
	is(t, "calls of the handler", len(c.Messages(url)), 3)
}

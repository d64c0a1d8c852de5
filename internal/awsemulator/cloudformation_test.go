package awsemulator_test

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"sns-dynamics/internal/awsemulator"
)

func TestStacks(t *testing.T) {
	c := start(t, awsemulator.Options{PageSize: 1})
	client := cloudformation.NewFromConfig(c.Config)
	id := c.AddStack(awsemulator.Stack{
		Name: "s", Outputs: map[string]string{"TopicArn": "arn & more"}, Parameters: map[string]string{"Architecture": "arm64"},
		Resources: map[string]awsemulator.Resource{
			"Function": {Type: "AWS::Lambda::Function", PhysicalID: "s-f"},
			"Queue":    {Type: "AWS::SQS::Queue", PhysicalID: "url", Status: "UPDATE_COMPLETE"},
		},
	})
	c.AddStack(awsemulator.Stack{Name: "other", Status: "ROLLBACK_COMPLETE"})
	for _, name := range []string{"s", id} {
		out := must[*cloudformation.DescribeStacksOutput](t)(client.DescribeStacks(t.Context(), &cloudformation.DescribeStacksInput{StackName: &name}))
		s := out.Stacks[0]
		is(t, "id", *s.StackId, id)
		is(t, "status", s.StackStatus, types.StackStatusCreateComplete)
		is(t, "output", *s.Outputs[0].OutputKey+*s.Outputs[0].OutputValue, "TopicArnarn & more")
		is(t, "parameter", *s.Parameters[0].ParameterKey+*s.Parameters[0].ParameterValue, "Architecturearm64")
		is(t, "created", s.CreationTime.Unix(), c.now.Unix())
	}
	stacks := 0
	for p := cloudformation.NewDescribeStacksPaginator(client, &cloudformation.DescribeStacksInput{}); p.HasMorePages(); {
		stacks += len(must[*cloudformation.DescribeStacksOutput](t)(p.NextPage(t.Context())).Stacks)
	}
	is(t, "stacks", stacks, 2)
	physical := map[string]string{}
	for p := cloudformation.NewListStackResourcesPaginator(client, &cloudformation.ListStackResourcesInput{StackName: &id}); p.HasMorePages(); {
		for _, r := range must[*cloudformation.ListStackResourcesOutput](t)(p.NextPage(t.Context())).StackResourceSummaries {
			physical[*r.LogicalResourceId] = *r.PhysicalResourceId + string(r.ResourceStatus)
		}
	}
	is(t, "resources", len(physical), 2)
	is(t, "queue", physical["Queue"], "urlUPDATE_COMPLETE")
	described := must[*cloudformation.DescribeStackResourcesOutput](t)(client.DescribeStackResources(t.Context(), &cloudformation.DescribeStackResourcesInput{StackName: &id}))
	is(t, "type", *described.StackResources[0].ResourceType, "AWS::Lambda::Function")
}

func TestUnknownStack(t *testing.T) {
	client := cloudformation.NewFromConfig(start(t, awsemulator.Options{}).Config)
	for name, call := range map[string]func(name *string) error{
		"DescribeStacks": func(name *string) error {
			_, err := client.DescribeStacks(t.Context(), &cloudformation.DescribeStacksInput{StackName: name})
			return err
		},
		"DescribeStackResources": func(name *string) error {
			_, err := client.DescribeStackResources(t.Context(), &cloudformation.DescribeStackResourcesInput{StackName: name})
			return err
		},
		"ListStackResources": func(name *string) error {
			_, err := client.ListStackResources(t.Context(), &cloudformation.ListStackResourcesInput{StackName: name})
			return err
		},
	} {
		err := call(aws.String("x"))
		refused[*smithy.GenericAPIError](t, err, "ValidationError")
		var res *smithyhttp.ResponseError
		var api smithy.APIError
		if !errors.As(err, &res) || res.HTTPStatusCode() != 400 || !errors.As(err, &api) || api.ErrorMessage() != "Stack with id x does not exist" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

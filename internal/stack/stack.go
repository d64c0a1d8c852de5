// Package stack reads what a deployed stack says of itself.
package stack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/smithy-go"
)

// Outputs are the outputs of a stack of template.yaml, and what goes with them.
// Those that the stack's mode of delivery does not have are empty.
type Outputs struct {
	Name                      string `json:"name"`
	Status                    string `json:"status"`
	Delivery                  string `json:"delivery"`
	TopicARN                  string `json:"topicArn"`
	FunctionName              string `json:"functionName"`
	LogGroupName              string `json:"logGroupName"`
	QueueURL                  string `json:"queueUrl"`
	DeadLetterQueueURL        string `json:"deadLetterQueueUrl"`
	OrderedDeadLetterQueueURL string `json:"orderedDeadLetterQueueUrl,omitempty"`
	SecretARN                 string `json:"secretArn"`
}

// Or returns the outputs with those that are given in place of the stack's.
func (o Outputs) Or(given Outputs) Outputs {
	o.TopicARN = cmp.Or(given.TopicARN, o.TopicARN)
	o.FunctionName = cmp.Or(given.FunctionName, o.FunctionName)
	o.LogGroupName = cmp.Or(given.LogGroupName, o.LogGroupName)
	o.SecretARN = cmp.Or(given.SecretARN, o.SecretARN)
	o.QueueURL = cmp.Or(given.QueueURL, o.QueueURL)
	if given.DeadLetterQueueURL != "" {
		o.DeadLetterQueueURL, o.OrderedDeadLetterQueueURL = given.DeadLetterQueueURL, ""
	}
	return o
}

// Missing names the outputs that every stack of template.yaml has, and these lack.
func (o Outputs) Missing() []string {
	var names []string
	for _, out := range []struct{ name, value string }{
		{"TopicArn", o.TopicARN}, {"FunctionName", o.FunctionName}, {"LogGroupName", o.LogGroupName},
		{"QueueUrl", o.QueueURL}, {"DeadLetterQueueUrl", o.DeadLetterQueueURL}, {"SecretArn", o.SecretARN},
	} {
		if out.value == "" {
			names = append(names, out.name)
		}
	}
	return names
}

// MissingError is a stack that lacks an output.
type MissingError struct{ Stack, Output string }

// Error asks the likely question.
func (e *MissingError) Error() string {
	return fmt.Sprintf("stack %s has no output %s: is it the stack of this template?", e.Stack, e.Output)
}

// ErrNotFound is wrapped by the error of [Describe] when there is no such stack.
var ErrNotFound = errors.New("no such stack")

// Describe reads the outputs of a stack. Its error wraps [ErrNotFound], or is the
// SDK's.
//
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
func Describe(ctx context.Context, c aws.Config, name string) (Outputs, error) {
	found, err := cloudformation.NewFromConfig(c).DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &name})
	if api, ok := errors.AsType[smithy.APIError](err); ok && api.ErrorCode() == "ValidationError" && strings.Contains(api.ErrorMessage(), "does not exist") {
		return Outputs{}, fmt.Errorf("describe stack %s in %s: %w", name, c.Region, ErrNotFound)
	}
	if err != nil {
		return Outputs{}, fmt.Errorf("describe stack %s: %w", name, err)
	}
	if len(found.Stacks) != 1 {
		return Outputs{}, fmt.Errorf("describe stack %s in %s: %w", name, c.Region, ErrNotFound)
	}
	s := found.Stacks[0]
	o := Outputs{Name: name, Status: string(s.StackStatus)}
	for _, p := range s.Parameters {
		if aws.ToString(p.ParameterKey) == "Delivery" {
			o.Delivery = aws.ToString(p.ParameterValue)
		}
	}
	places := map[string]*string{
		"TopicArn": &o.TopicARN, "FunctionName": &o.FunctionName, "LogGroupName": &o.LogGroupName, "QueueUrl": &o.QueueURL,
		"DeadLetterQueueUrl": &o.DeadLetterQueueURL, "OrderedDeadLetterQueueUrl": &o.OrderedDeadLetterQueueURL, "SecretArn": &o.SecretARN,
	}
	for _, out := range s.Outputs {
		if place := places[aws.ToString(out.OutputKey)]; place != nil {
			*place = aws.ToString(out.OutputValue)
		}
	}
	return o, nil
}

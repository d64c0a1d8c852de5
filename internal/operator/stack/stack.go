// Package stack reads the outputs of a deployed stack.
package stack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/smithy-go"

	"sns-dynamics/internal/function/config"
)

// Outputs are the outputs of a stack of template.yaml, with its status and its mode of
// delivery. An output that the mode does not have is empty.
type Outputs struct {
	Name     string `json:"name"`
	Status   string `json:"status"`
	Delivery string `json:"delivery"`
	// KeepOrdered is the parameter of that name. It is empty for a template without it.
	KeepOrdered               string `json:"keepOrdered"`
	TopicARN                  string `json:"topicArn"`
	FunctionName              string `json:"functionName"`
	LogGroupName              string `json:"logGroupName"`
	QueueURL                  string `json:"queueUrl"`
	DeadLetterQueueURL        string `json:"deadLetterQueueUrl"`
	OrderedDeadLetterQueueURL string `json:"orderedDeadLetterQueueUrl,omitempty"`
	SecretARN                 string `json:"secretArn"`
	// TopicARNs are the existing topics of the parameter TopicArns, and KMSKeyARN is the
	// parameter KmsKeyArn.
	TopicARNs       []string `json:"topicArns,omitempty"`
	KMSKeyARN       string   `json:"kmsKeyArn,omitempty"`
	FunctionRoleARN string   `json:"functionRoleArn,omitempty"`
	// Application is the application of a stack without a secret, from its parameters.
	Application config.Application `json:"-"`
	// OutcomeTopicARN is empty for a stack without outcome events.
	OutcomeTopicARN string `json:"outcomeTopicArn,omitempty"`
	// LedgerTable is the parameter of that name. It is empty for a template without it.
	LedgerTable string `json:"-"`
	// Environments are the environments beside the default environment, from the parameters.
	// EnvironmentsErr says why they are not known; nil if they are.
	Environments    []config.Environment `json:"-"`
	EnvironmentsErr error                `json:"-"`

	id, queueNamePrefix, maximumMessageSize, environmentNames, environmentSecretARNs string
	codeBucket, architecture                                                         string
}

// QueueNamePrefix returns the value of the parameter QueueNamePrefix; it is often empty.
func (o Outputs) QueueNamePrefix() string { return o.queueNamePrefix }

// OrderedQueueNames returns the names that the template gives to the FIFO queue and its
// dead-letter queue, whether they exist or not. It returns nil for a stack without an id.
func (o Outputs) OrderedQueueNames() []string {
	// arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UUID
	parts := strings.Split(o.id, "/")
	if len(parts) != 3 {
		return nil
	}
	prefix := cmp.Or(o.queueNamePrefix, o.Name)
	id, _, _ := strings.Cut(parts[2], "-")
	return []string{prefix + "-" + id + ".fifo", prefix + "-dead-letter-" + id + ".fifo"}
}

// MaximumMessageSize returns the most bytes of a message that the stack's own topic accepts. It
// returns 0 for a stack of existing topics, or without the parameter of that name.
func (o Outputs) MaximumMessageSize() int {
	if len(o.TopicARNs) > 0 {
		return 0
	}
	n, _ := strconv.Atoi(o.maximumMessageSize)
	return n
}

// SignIn returns what the deployment says of the way to sign in.
func (o Outputs) SignIn() config.Config {
	return config.Config{SecretARN: o.SecretARN, Application: o.Application}
}

// HasApplication reports whether the deployment has no secret, and names an application.
func (o Outputs) HasApplication() bool { return o.SecretARN == "" && o.Application.ClientID != "" }

// IsDirect reports whether SNS invokes the function, and does not fill a queue.
func (o Outputs) IsDirect() bool { return o.Delivery == "" || o.Delivery == "direct" }

// Topics returns the topics that deliver to the stack: its existing topics, or its own topic.
// It returns nil if no topic is known.
func (o Outputs) Topics() []string {
	switch {
	case len(o.TopicARNs) > 0:
		return o.TopicARNs
	case o.TopicARN != "":
		return []string{o.TopicARN}
	}
	return nil
}

// Or returns the outputs, with each given one instead of the stack's.
func (o Outputs) Or(given Outputs) Outputs {
	o.OutcomeTopicARN = cmp.Or(given.OutcomeTopicARN, o.OutcomeTopicARN)
	if given.TopicARN != "" {
		o.TopicARN, o.TopicARNs = given.TopicARN, nil
	}
	o.FunctionName = cmp.Or(given.FunctionName, o.FunctionName)
	o.LogGroupName = cmp.Or(given.LogGroupName, o.LogGroupName)
	if given.SecretARN != "" || given.HasApplication() {
		o.SecretARN, o.Application = given.SecretARN, given.Application
	}
	o.QueueURL = cmp.Or(given.QueueURL, o.QueueURL)
	if given.DeadLetterQueueURL != "" {
		o.DeadLetterQueueURL, o.OrderedDeadLetterQueueURL = given.DeadLetterQueueURL, ""
	}
	return o
}

// Replaced returns the flag and the environment variable of each output that [Outputs.Or]
// replaces by another value.
func (o Outputs) Replaced(given Outputs) []string {
	var names []string
	for _, out := range []struct {
		name         string
		given, value string
	}{
		{"--topic or $DYNAMICS_TOPIC_ARN", given.TopicARN, strings.Join(o.Topics(), ",")},
		{"--function or $DYNAMICS_FUNCTION", given.FunctionName, o.FunctionName},
		{"--secret or $" + config.SecretARN, given.SecretARN, o.SecretARN},
		{"--queue or $" + config.RetryQueueURL, given.QueueURL, o.QueueURL},
		{"--dead-letter-queue or $" + config.DeadLetterQueueURL, given.DeadLetterQueueURL, o.DeadLetterQueueURL},
	} {
		if out.given != "" && out.given != out.value {
			names = append(names, out.name)
		}
	}
	return names
}

// Missing returns the names of missing outputs that every stack of template.yaml has. A
// stack without a secret names an application.
func (o Outputs) Missing() []string {
	var names []string
	for _, out := range []struct{ name, value string }{
		{"TopicArn", o.TopicARN}, {"FunctionName", o.FunctionName}, {"LogGroupName", o.LogGroupName},
		{"QueueUrl", o.QueueURL}, {"DeadLetterQueueUrl", o.DeadLetterQueueURL}, {"SecretArn", o.SecretARN},
	} {
		if out.value == "" && !(out.name == "SecretArn" && o.HasApplication()) {
			names = append(names, out.name)
		}
	}
	return names
}

// MissingError says that a stack lacks an output.
type MissingError struct{ Stack, Output string }

// Error names the stack and the output.
func (e *MissingError) Error() string {
	return fmt.Sprintf("stack %s has no output %s: is it the stack of this template?", e.Stack, e.Output)
}

// ErrNotFound is wrapped by the error of [Describe] for a stack that does not exist.
var ErrNotFound = errors.New("no such stack")

// Describe reads the outputs of a stack. The error wraps [ErrNotFound] and names the nearest
// stack, or comes from the SDK.
//
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
func Describe(ctx context.Context, c aws.Config, name string) (Outputs, error) {
	found, err := cloudformation.NewFromConfig(c).DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &name})
	if api, ok := errors.AsType[smithy.APIError](err); ok && api.ErrorCode() == "ValidationError" && strings.Contains(api.ErrorMessage(), "does not exist") {
		return Outputs{}, notFound(ctx, c, name)
	}
	if err != nil {
		return Outputs{}, fmt.Errorf("describe stack %s: %w", name, err)
	}
	if len(found.Stacks) != 1 {
		return Outputs{}, notFound(ctx, c, name)
	}
	s := found.Stacks[0]
	o := Outputs{Name: name, Status: string(s.StackStatus), id: aws.ToString(s.StackId)}
	given := map[string]*string{
		"Delivery": &o.Delivery, "KeepOrdered": &o.KeepOrdered, "QueueNamePrefix": &o.queueNamePrefix, "LedgerTable": &o.LedgerTable,
		"KmsKeyArn": &o.KMSKeyARN, "MaximumMessageSize": &o.maximumMessageSize,
		"CodeBucket": &o.codeBucket, "Architecture": &o.architecture,
		"TenantId": &o.Application.TenantID, "ClientId": &o.Application.ClientID, "ServiceRootUrl": &o.Application.ServiceRootURL,
		"AuthorityHost": &o.Application.AuthorityHost, "CertificateKeyArn": &o.Application.CertificateKeyARN, "CertificateThumbprint": &o.Application.CertificateThumbprint,
	}
	given["EnvironmentNames"], given["EnvironmentSecretArns"] = &o.environmentNames, &o.environmentSecretARNs
	for _, p := range s.Parameters {
		value := aws.ToString(p.ParameterValue)
		if place := given[aws.ToString(p.ParameterKey)]; place != nil {
			*place = value
		}
		if aws.ToString(p.ParameterKey) == "TopicArns" {
			o.TopicARNs = slices.DeleteFunc(strings.Split(value, ","), func(arn string) bool { return arn == "" })
		}
	}
	o.Environments, o.EnvironmentsErr = config.ParseEnvironments(o.environmentNames, o.environmentSecretARNs)
	places := map[string]*string{
		"TopicArn": &o.TopicARN, "FunctionName": &o.FunctionName, "LogGroupName": &o.LogGroupName, "QueueUrl": &o.QueueURL,
		"DeadLetterQueueUrl": &o.DeadLetterQueueURL, "OrderedDeadLetterQueueUrl": &o.OrderedDeadLetterQueueURL, "SecretArn": &o.SecretARN,
		"FunctionRoleArn": &o.FunctionRoleARN, "OutcomeTopicArn": &o.OutcomeTopicARN,
	}
	for _, out := range s.Outputs {
		if place := places[aws.ToString(out.OutputKey)]; place != nil {
			*place = aws.ToString(out.OutputValue)
		}
	}
	return o, nil
}

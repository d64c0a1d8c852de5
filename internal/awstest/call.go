package awstest

import "slices"

// Service names a service as the signature of a request to it does.
type Service string

// The services there are.
const (
	CloudFormation Service = "cloudformation"
	CloudWatch     Service = "monitoring"
	Lambda         Service = "lambda"
	Logs           Service = "logs"
	SecretsManager Service = "secretsmanager"
	SNS            Service = "sns"
	SQS            Service = "sqs"
	STS            Service = "sts"
)

// Call is one request that named a service: one attempt of a client, which may
// make several for one operation.
type Call struct {
	Service   Service
	Operation string
}

func (c Call) String() string { return string(c.Service) + " " + c.Operation }

// Calls returns every call so far, in the order they came, those that met a
// fault or were refused included.
func (c *Cloud) Calls() []Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.calls)
}

// NotCovered returns what was asked for so far that the package does not know.
func (c *Cloud) NotCovered() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.notCovered)
}

// OnCall has hook called before and after each call that is carried out; nil
// ends that. If it returns false, the connection is dropped: before, without
// the call being carried out; after, without its answer. So a test that kills
// the caller at a step knows which side of the step it was. The hook may use
// the Cloud; hooks of calls at a time run side by side. What it wrote may be read
// once the call is over and the test has called any method of the Cloud.
func (c *Cloud) OnCall(hook func(call Call, done bool) (goOn bool)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hook = hook
}

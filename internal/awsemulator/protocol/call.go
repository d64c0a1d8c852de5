package protocol

import (
	"context"
	"strings"
)

// Service is the name of a service in the signature of a request.
type Service string

// The services of the emulator.
const (
	CloudFormation Service = "cloudformation"
	CloudWatch     Service = "monitoring"
	IAM            Service = "iam"
	KMS            Service = "kms"
	Lambda         Service = "lambda"
	Logs           Service = "logs"
	SecretsManager Service = "secretsmanager"
	SNS            Service = "sns"
	SQS            Service = "sqs"
	STS            Service = "sts"
)

// Call is one signed request. A client may send several requests for one operation.
type Call struct {
	Service   Service
	Operation string
}

func (c Call) String() string { return string(c.Service) + " " + c.Operation }

// Scope returns the service and the region of an Authorization header of signature
// version 4. It does not check the signature: every key is accepted. ok is false
// if the header has another form.
func Scope(authorization string) (s Service, region string, ok bool) {
	rest, ok := strings.CutPrefix(authorization, "AWS4-HMAC-SHA256 Credential=")
	if !ok {
		return "", "", false
	}
	credential, _, _ := strings.Cut(rest, ",")
	// key/date/region/service/aws4_request
	parts := strings.Split(credential, "/")
	if len(parts) != 5 || parts[4] != "aws4_request" {
		return "", "", false
	}
	return Service(parts[3]), parts[2], true
}

type accessKey struct{}

// WithAccessKey returns a context with the access key id of the Authorization header of a
// request.
func WithAccessKey(ctx context.Context, authorization string) context.Context {
	_, rest, _ := strings.Cut(authorization, "Credential=")
	id, _, _ := strings.Cut(rest, "/")
	return context.WithValue(ctx, accessKey{}, id)
}

// AccessKey returns the access key id of a request; empty without one.
func AccessKey(ctx context.Context) string {
	id, _ := ctx.Value(accessKey{}).(string)
	return id
}

package inprocess

import (
	"context"
	"log/slog"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function"
	"sns-dynamics/internal/function/handler"
)

// NewFunction returns the deployed function, in an environment where the emulator
// replaces Dataverse, Microsoft Entra ID and Secrets Manager. It has no queues.
func NewFunction(c emulator.Connection, d Deployed, log *slog.Logger) *handler.Handler {
	return function.New(function.Config{Config: d.config(c), Fence: d.Fence, Routes: d.Routes, AWS: awsConfig(c), Log: log})
}

// awsConfig is the AWS account of an emulator.
func awsConfig(c emulator.Connection) aws.Config {
	return aws.Config{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(c.AWSEndpointURL),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "emulated", SecretAccessKey: "emulated"}, nil
		}),
	}
}

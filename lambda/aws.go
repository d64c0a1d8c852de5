package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// awsConfig is the SDK's configuration as Lambda gives it: region and credentials
// stand in the environment, and last as long as the process. The SDK's own loader
// would look for files, profiles and metadata services too, which costs the cold
// start a millisecond and the binary two megabytes.
//
// AWS_ENDPOINT_URL, and AWS_ENDPOINT_URL_SECRETS_MANAGER and AWS_ENDPOINT_URL_SQS
// before it, lead elsewhere, as they do for every SDK. The error names the
// variable that is missing.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html and
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
func awsConfig(getenv func(string) string) (aws.Config, error) {
	for _, name := range []string{"AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
		if getenv(name) == "" {
			return aws.Config{}, fmt.Errorf("environment variable %s is not set: expected what Lambda sets", name)
		}
	}
	keys := aws.Credentials{
		AccessKeyID: getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: getenv("AWS_SECRET_ACCESS_KEY"),
		SessionToken: getenv("AWS_SESSION_TOKEN"), Source: "environment",
	}
	c := aws.Config{
		Region:        getenv("AWS_REGION"),
		Credentials:   aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return keys, nil }),
		ConfigSources: []any{endpoints(getenv)},
	}
	if url := getenv("AWS_ENDPOINT_URL"); url != "" {
		c.BaseEndpoint = &url
	}
	return c, nil
}

// endpoints tells the SDK of endpoints set for one service alone.
type endpoints func(name string) string

// GetServiceBaseEndpoint returns the endpoint of a service by the SDK's name of it,
// such as "Secrets Manager".
func (getenv endpoints) GetServiceBaseEndpoint(_ context.Context, service string) (url string, found bool, err error) {
	url = getenv("AWS_ENDPOINT_URL_" + strings.ToUpper(strings.ReplaceAll(service, " ", "_")))
	return url, url != "", nil
}

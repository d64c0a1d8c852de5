package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/function/config"
)

// awsConfig returns the configuration of the SDK. Lambda puts the region and the
// credentials into the environment, and they stay valid as long as the process. The loader
// of the SDK would also look for files, profiles and metadata services: that costs the cold
// start a millisecond and the binary two megabytes.
//
// AWS_ENDPOINT_URL_SECRETS_MANAGER, AWS_ENDPOINT_URL_SQS, AWS_ENDPOINT_URL_STS and
// AWS_ENDPOINT_URL_KMS, and after them AWS_ENDPOINT_URL, set other endpoints, like in every
// SDK. AWS_USE_FIPS_ENDPOINT selects the FIPS endpoints. The error names the variable that is
// missing or malformed.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html and
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
func awsConfig(getenv func(string) string) (aws.Config, error) {
	for _, name := range []string{"AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
		if getenv(name) == "" {
			return aws.Config{}, fmt.Errorf("environment variable %s is not set: expected what Lambda sets", name)
		}
	}
	isFIPS, err := useFIPS(getenv(config.UseFIPSEndpoint))
	if err != nil {
		return aws.Config{}, err
	}
	keys := aws.Credentials{
		AccessKeyID: getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: getenv("AWS_SECRET_ACCESS_KEY"),
		SessionToken: getenv("AWS_SESSION_TOKEN"), Source: "environment",
	}
	c := aws.Config{
		Region:        getenv("AWS_REGION"),
		Credentials:   aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return keys, nil }),
		ConfigSources: []any{endpoints{getenv, isFIPS}},
		HTTPClient:    httpClient(),
	}
	if url := getenv("AWS_ENDPOINT_URL"); url != "" {
		c.BaseEndpoint = &url
	}
	return c, nil
}

// useFIPS reads the value of the variable, in upper or lower case.
func useFIPS(value string) (bool, error) {
	switch strings.ToLower(value) {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	}
	return false, fmt.Errorf("environment variable %s: expected true or false", config.UseFIPSEndpoint)
}

// endpoints gives the SDK the endpoints of single services, and the use of FIPS endpoints.
type endpoints struct {
	getenv func(name string) string
	isFIPS bool
}

// GetUseFIPSEndpoint reports whether the SDK takes the FIPS endpoints. The error is always
// nil.
//
// See https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html
func (e endpoints) GetUseFIPSEndpoint(context.Context) (state aws.FIPSEndpointState, found bool, err error) {
	if e.isFIPS {
		return aws.FIPSEndpointStateEnabled, true, nil
	}
	return aws.FIPSEndpointStateDisabled, true, nil
}

// GetServiceBaseEndpoint returns the endpoint of a service by its name in the SDK, such as
// "Secrets Manager". The error is always nil.
func (e endpoints) GetServiceBaseEndpoint(_ context.Context, service string) (url string, found bool, err error) {
	url = e.getenv("AWS_ENDPOINT_URL_" + strings.ToUpper(strings.ReplaceAll(service, " ", "_")))
	return url, url != "", nil
}

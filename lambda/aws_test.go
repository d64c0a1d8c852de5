package main

import (
	"maps"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

func TestAWSConfig(t *testing.T) {
	given := map[string]string{
		"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "key", "AWS_SESSION_TOKEN": "session",
	}
	tests := []struct {
		name         string
		set          map[string]string
		secrets, sqs string // endpoints; empty means the region's own
		err          string
	}{
		{name: "as Lambda sets it"},
		{name: "all elsewhere", set: map[string]string{"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, secrets: "http://127.0.0.1:1", sqs: "http://127.0.0.1:1"},
		{
			name:    "one elsewhere",
			set:     map[string]string{"AWS_ENDPOINT_URL_SECRETS_MANAGER": "http://127.0.0.1:2"},
			secrets: "http://127.0.0.1:2",
		},
		{name: "no region", set: map[string]string{"AWS_REGION": ""}, err: "AWS_REGION"},
		{name: "no key id", set: map[string]string{"AWS_ACCESS_KEY_ID": ""}, err: "AWS_ACCESS_KEY_ID"},
		{name: "no key", set: map[string]string{"AWS_SECRET_ACCESS_KEY": ""}, err: "AWS_SECRET_ACCESS_KEY"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			env := maps.Clone(given)
			maps.Copy(env, tt.set)
			c, err := awsConfig(func(name string) string { return env[name] })
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Errorf("awsConfig: %v, want an error naming %s", err, tt.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			keys, err := c.Credentials.Retrieve(t.Context())
			if err != nil || keys.AccessKeyID != "AKIDEXAMPLE" || keys.SecretAccessKey != "key" || keys.SessionToken != "session" {
				t.Errorf("credentials = %v, %v, want those given", keys, err)
			}
			if c.Region != "eu-west-1" {
				t.Errorf("region = %q", c.Region)
			}
			if got := aws.ToString(secretsmanager.NewFromConfig(c).Options().BaseEndpoint); got != tt.secrets {
				t.Errorf("Secrets Manager at %q, want %q", got, tt.secrets)
			}
			if got := aws.ToString(sqs.NewFromConfig(c).Options().BaseEndpoint); got != tt.sqs {
				t.Errorf("SQS at %q, want %q", got, tt.sqs)
			}
		})
	}
}

func TestServiceEndpointGoesBeforeTheCommonOne(t *testing.T) {
	// Whether there is a common one, the SDK asks the process's environment itself.
	t.Setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
	t.Setenv("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:2")
	env := map[string]string{
		"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key",
		"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ENDPOINT_URL_SQS": "http://127.0.0.1:2",
	}
	c, err := awsConfig(func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	if got := aws.ToString(secretsmanager.NewFromConfig(c).Options().BaseEndpoint); got != "http://127.0.0.1:1" {
		t.Errorf("Secrets Manager at %q, want the common endpoint", got)
	}
	if got := aws.ToString(sqs.NewFromConfig(c).Options().BaseEndpoint); got != "http://127.0.0.1:2" {
		t.Errorf("SQS at %q, want its own endpoint", got)
	}
}

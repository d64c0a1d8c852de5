package main

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func TestAWSConfig(t *testing.T) {
	given := map[string]string{
		"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "key", "AWS_SESSION_TOKEN": "session",
	}
	tests := []struct {
		name         string
		set          map[string]string
		secrets, sqs string // endpoints, SQS's of all others; empty means the region's own
		isFIPS       bool
		err          string
	}{
		{name: "as Lambda sets it"},
		{name: "all elsewhere", set: map[string]string{"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, secrets: "http://127.0.0.1:1", sqs: "http://127.0.0.1:1"},
		{
			name:    "one elsewhere",
			set:     map[string]string{"AWS_ENDPOINT_URL_SECRETS_MANAGER": "http://127.0.0.1:2"},
			secrets: "http://127.0.0.1:2",
		},
		{name: "FIPS", set: map[string]string{"AWS_USE_FIPS_ENDPOINT": "true"}, isFIPS: true},
		{name: "FIPS in upper case", set: map[string]string{"AWS_USE_FIPS_ENDPOINT": "TRUE"}, isFIPS: true},
		{name: "no FIPS", set: map[string]string{"AWS_USE_FIPS_ENDPOINT": "false"}},
		{name: "FIPS by a number", set: map[string]string{"AWS_USE_FIPS_ENDPOINT": "1"}, err: "AWS_USE_FIPS_ENDPOINT"},
		{name: "STS elsewhere", set: map[string]string{"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:3"}},
		{name: "KMS elsewhere", set: map[string]string{"AWS_ENDPOINT_URL_KMS": "http://127.0.0.1:4"}},
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
				t.Errorf("credentials = %v, %v, want the given credentials", keys, err)
			}
			if c.Region != "eu-west-1" {
				t.Errorf("region = %q", c.Region)
			}
			if got := aws.ToString(secretsmanager.NewFromConfig(c).Options().BaseEndpoint); got != tt.secrets {
				t.Errorf("Secrets Manager at %q, want %q", got, tt.secrets)
			}
			for _, host := range hosts(t, c) {
				if got := strings.Contains(host, "-fips."); got != tt.isFIPS && tt.secrets == "" {
					t.Errorf("a request goes to %s, want FIPS %t", host, tt.isFIPS)
				}
			}
			for service, got := range map[string]*string{
				"SQS": sqs.NewFromConfig(c).Options().BaseEndpoint, "STS": sts.NewFromConfig(c).Options().BaseEndpoint, "KMS": kms.NewFromConfig(c).Options().BaseEndpoint,
			} {
				if aws.ToString(got) != cmp.Or(tt.set["AWS_ENDPOINT_URL_"+service], tt.sqs) {
					t.Errorf("%s at %q, want %q", service, aws.ToString(got), tt.sqs)
				}
			}
		})
	}
}

func TestServiceEndpointGoesBeforeTheCommonOne(t *testing.T) {
	// The SDK itself reads the common endpoint from the process's environment.
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

// hosts are the hosts that requests to Secrets Manager and SQS go to.
func hosts(t *testing.T, c aws.Config) []string {
	t.Helper()
	var all []string
	c.Retryer = func() aws.Retryer { return aws.NopRetryer{} }
	c.HTTPClient = recorder(func(r *http.Request) { all = append(all, r.URL.Host) })
	_, _ = secretsmanager.NewFromConfig(c).ListSecrets(t.Context(), nil)
	_, _ = sqs.NewFromConfig(c).ListQueues(t.Context(), nil)
	if len(all) != 2 {
		t.Errorf("requests went to %v", all)
	}
	return all
}

// recorder sees the requests, and sends no request.
type recorder func(*http.Request)

func (see recorder) Do(r *http.Request) (*http.Response, error) {
	see(r)
	return nil, errors.New("not sent")
}

// A custom endpoint and FIPS exclude each other: the SDK refuses the request.
func TestFIPSWithAnotherEndpoint(t *testing.T) {
	env := map[string]string{
		"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key",
		"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_USE_FIPS_ENDPOINT": "true",
	}
	c, err := awsConfig(func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sqs.NewFromConfig(c).ListQueues(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "FIPS and custom endpoint are not supported") {
		t.Errorf("ListQueues = %v, want a refusal", err)
	}
}

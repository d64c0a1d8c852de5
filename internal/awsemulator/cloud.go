package awsemulator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/awsemulator/account"
)

// Cloud is an [Endpoint] on a loopback address.
type Cloud struct {
	*Endpoint
	http *http.Server
	url  string
	done chan struct{}
}

// Start serves the endpoint of an empty account on a free port of 127.0.0.1 until
// [Cloud.Close]. It returns the error of net.Listen.
func Start(o Options) (*Cloud, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start the AWS emulator: %w", err)
	}
	c := &Cloud{Endpoint: NewEndpoint(o), url: "http://" + l.Addr().String(), done: make(chan struct{})}
	c.SetEndpoint(c.url)
	c.http = &http.Server{Handler: c.Endpoint, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(c.done)
		c.http.Serve(l) // returns when Close closes the listener
	}()
	return c, nil
}

// URL returns the address of the services: http, a loopback address and a port.
func (c *Cloud) URL() string { return c.url }

// Close stops listening, closes all connections and waits for the end of the server. It
// returns the error of http.Server.Close, and an error that lists the calls of
// [Endpoint.NotCovered], so that a test that checks the error notices them.
func (c *Cloud) Close() error {
	err := c.http.Close()
	<-c.done
	if calls := c.NotCovered(); len(calls) > 0 {
		err = errors.Join(err, fmt.Errorf("the AWS emulator does not cover: %s", strings.Join(calls, "; ")))
	}
	return err
}

// Config returns the configuration of a client of the SDK for Go.
func (c *Cloud) Config() aws.Config {
	return aws.Config{
		Region:       Region,
		BaseEndpoint: aws.String(c.url),
		HTTPClient:   PlainClient{&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: account.AccessKeyID, SecretAccessKey: account.SecretAccessKey, Source: "awsemulator"}, nil
		}),
	}
}

// Env returns environment variables, as name=value, that make an AWS tool use the
// services, and hide the credentials of the user who runs the test. The AWS CLI needs
// AWS_PROFILE removed from the environment: it accepts no empty profile.
func (c *Cloud) Env() []string {
	return []string{
		"AWS_ENDPOINT_URL=" + c.url,
		"AWS_REGION=" + Region,
		"AWS_DEFAULT_REGION=" + Region, // of the AWS CLI
		"AWS_ACCESS_KEY_ID=" + account.AccessKeyID,
		"AWS_SECRET_ACCESS_KEY=" + account.SecretAccessKey,
		"AWS_SESSION_TOKEN=",
		"AWS_PROFILE=",
		"AWS_EC2_METADATA_DISABLED=true",
		"AWS_CONFIG_FILE=" + os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
	}
}

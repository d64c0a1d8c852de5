package main

import (
	"net"
	"net/http"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"

	"sns-dynamics/internal/cause"
)

const (
	// connectTimeout bounds a connection to an endpoint of AWS. An endpoint of the region
	// accepts a connection within milliseconds. With the SDK's own 30 seconds, a VPC
	// without a route would use up the time of a sign-in.
	connectTimeout = 3 * time.Second
	// responseTimeout bounds the wait for a response. Secrets Manager and SQS respond
	// within a second: the function does not receive messages by itself.
	responseTimeout = 8 * time.Second
)

// httpClient returns the client for the requests to AWS. Its errors name the endpoint that
// could not be reached.
func httpClient() *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		t.DialContext = cause.Dialer(&net.Dialer{Timeout: connectTimeout, KeepAlive: 30 * time.Second})
		t.TLSHandshakeTimeout = connectTimeout
		t.ResponseHeaderTimeout = responseTimeout
	})
}

package main

import (
	"fmt"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/function/secret"
	"sns-dynamics/internal/operation"
)

// TestSilentEndpoint wants an error within seconds, with the endpoint and the class, for a
// call to an endpoint of AWS that does not respond to a connection. A VPC without a route
// does the same.
func TestSilentEndpoint(t *testing.T) {
	endpoint := silent(t)
	c, err := awsConfig(func(name string) string {
		return map[string]string{
			"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key",
			"AWS_ENDPOINT_URL_SECRETS_MANAGER": "http://" + endpoint,
		}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Retryer = func() aws.Retryer { return aws.NopRetryer{} }
	began := time.Now()
	_, err = secret.New(c, "a-secret").Credentials(t.Context())
	if took := time.Since(began); took > 2*connectTimeout {
		t.Errorf("the call took %v, want %v", took, connectTimeout)
	}
	if want := "read secret a-secret: timeout of the connection to " + endpoint; err == nil || err.Error() != want {
		t.Errorf("Credentials = %v, want %s", err, want)
	}
	f := dynamics.FailureOf(err)
	if f.Class != operation.Misconfigured || f.Fallback != "network" {
		t.Errorf("the failure is %+v, want %s because of the network", f, operation.Misconfigured)
	}
}

// silent returns an endpoint that does not respond to a connection: its queue of
// connections is full.
func silent(t *testing.T) string {
	t.Helper()
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(socket) })
	if err := syscall.Bind(socket, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(socket, 0); err != nil {
		t.Fatal(err)
	}
	name, err := syscall.Getsockname(socket)
	if err != nil {
		t.Fatal(err)
	}
	return fill(t, name.(*syscall.SockaddrInet4))
}

// fill makes connections until the listener accepts no further connection.
func fill(t *testing.T, at *syscall.SockaddrInet4) string {
	t.Helper()
	endpoint := fmt.Sprintf("127.0.0.1:%d", at.Port)
	for range 10 {
		c, err := net.DialTimeout("tcp", endpoint, 100*time.Millisecond)
		if err != nil {
			return endpoint
		}
		t.Cleanup(func() { c.Close() })
	}
	t.Fatal("ten connections were accepted")
	return ""
}

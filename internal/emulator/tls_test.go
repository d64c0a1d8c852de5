package emulator_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestTLS(t *testing.T) {
	s, err := emulator.Start("127.0.0.1:0", emulator.Options{TLS: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	c := s.Connection()
	for _, u := range []string{c.ServiceRootURL, c.AuthorityHost, c.AWSEndpointURL} {
		if !strings.HasPrefix(u, "https://"+c.Address) {
			t.Errorf("connection names %s, want https://%s", u, c.Address)
		}
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(s.CertificateAuthority()) {
		t.Fatalf("not a certificate: %s", s.CertificateAuthority())
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}}
	request, err := http.NewRequest(http.MethodPost, c.AWSEndpointURL, strings.NewReader(`{"SecretId":"`+c.SecretARN+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Amz-Target", "secretsmanager.GetSecretValue")
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.ProtoMajor != 2 {
		t.Errorf("protocol = %s, want HTTP/2 as Dataverse speaks it", response.Proto)
	}
	var got struct{ SecretString string }
	if err := json.NewDecoder(response.Body).Decode(&got); err != nil || !strings.Contains(got.SecretString, c.ServiceRootURL) {
		t.Errorf("secret = %q (%v), want it to name %s", got.SecretString, err, c.ServiceRootURL)
	}
	if _, err := http.Get(c.ServiceRootURL); err == nil {
		t.Error("a client that does not trust the authority got through")
	}
}

func TestPlainHTTPIsLoopbackOnly(t *testing.T) {
	if s, err := emulator.Start("0.0.0.0:0", emulator.Options{}); err == nil {
		s.Close()
		t.Error("Start on 0.0.0.0 without TLS succeeded")
	}
}

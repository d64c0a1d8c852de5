package emulator_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestStartRefusesOtherAddresses(t *testing.T) {
	const every, loopback = "is every address of the machine: name one of them, such as 127.0.0.1:", "it is not a loopback address: serve it over TLS"
	for _, tt := range []struct {
		addr string
		tls  bool
		want string
	}{
		{":0", false, every},
		{":0", true, every},
		{"[]:8080", true, every + "8080"},
		{":8080", true, `address ":8080": it ` + every + "8080"},
		{"0.0.0.0:8080", false, every + "8080"},
		{"0.0.0.0:0", true, every},
		{"[::]:0", false, every},
		{"[::]:0", true, every},
		{"[::ffff:0.0.0.0]:0", true, every},
		{"192.0.2.1:0", false, loopback},
		{"example.com:80", false, loopback},
		{"localhost.example:80", false, loopback},
		{"127.0.0.1", false, "expected HOST:PORT, such as 127.0.0.1:8086"},
	} {
		s, err := emulator.Start(tt.addr, emulator.Options{TLS: tt.tls})
		if err == nil {
			s.Close()
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Start(%q), TLS %v: %v, want %q", tt.addr, tt.tls, err, tt.want)
		}
	}
}

func TestConnection(t *testing.T) {
	s, err := emulator.Start("localhost:0", emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(s.Connection())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"address", "serviceRootUrl", "authorityHost", "tenantId", "clientId", "clientSecret", "secretArn", "awsEndpointUrl"} {
		if !strings.Contains(string(data), `"`+name+`":"`) {
			t.Errorf("no %s in %s", name, data)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// TestHandler serves the emulator without its own listener.
func TestHandler(t *testing.T) {
	e, err := emulator.New(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "http://dataverse.example/", strings.NewReader(`{"SecretId":"`+emulator.SecretARN+`"}`))
	r.Header.Set("X-Amz-Target", "secretsmanager.GetSecretValue")
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), `http://dataverse.example/api/data/v9.2/`) {
		t.Errorf("the default secret does not follow the Host header: %s", w.Body)
	}
}

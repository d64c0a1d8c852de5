package dynamicstest_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

func TestStartRefusesOtherAddresses(t *testing.T) {
	for _, addr := range []string{":0", "0.0.0.0:0", "192.0.2.1:0", "example.com:80", "127.0.0.1"} {
		if s, err := dynamicstest.Start(addr, dynamicstest.Options{}); err == nil {
			s.Close()
			t.Errorf("Start(%q) listens", addr)
		}
	}
}

func TestConnection(t *testing.T) {
	s, err := dynamicstest.Start("localhost:0", dynamicstest.Options{})
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

// TestHandler serves the emulator without a listener of its own.
func TestHandler(t *testing.T) {
	e, err := dynamicstest.New(dynamicstest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "http://dataverse.example/", strings.NewReader(`{"SecretId":"`+dynamicstest.SecretARN+`"}`))
	r.Header.Set("X-Amz-Target", "secretsmanager.GetSecretValue")
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), `http://dataverse.example/api/data/v9.2/`) {
		t.Errorf("the default secret does not follow the Host header: %s", w.Body)
	}
}

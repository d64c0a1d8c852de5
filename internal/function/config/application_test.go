package config_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/function/config"
)

// TestOneWayToSignIn wants a secret, or an application with or without a certificate, and
// refuses every other set of variables.
func TestOneWayToSignIn(t *testing.T) {
	const thumbprint = "00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff"
	application := map[string]string{config.TenantID: "t", config.ClientID: "c", config.ServiceRootURL: "https://org.crm4.dynamics.com"}
	with := func(more ...string) map[string]string {
		env := map[string]string{}
		for name, value := range application {
			env[name] = value
		}
		for _, pair := range more {
			name, value, _ := strings.Cut(pair, "=")
			env[name] = value
		}
		return env
	}
	for _, tt := range []struct {
		name string
		env  map[string]string
		way  string
		err  string
	}{
		{"secret", map[string]string{config.SecretARN: "arn"}, auth.WaySecret, ""},
		{"federation", with(), auth.WayFederation, ""},
		{"with an authority", with(config.AuthorityHost + "=login.microsoftonline.us"), auth.WayFederation, ""},
		{"certificate", with(config.CertificateKeyARN+"=arn", config.CertificateThumbprint+"="+thumbprint), auth.WayCertificate, ""},
		{"nothing", nil, "", config.SecretARN + " is not set"},
		{"both", with(config.SecretARN + "=arn"), "", config.SecretARN + " is set together with " + config.TenantID + ", " + config.ClientID + ", " + config.ServiceRootURL},
		{"secret and certificate", map[string]string{config.SecretARN: "arn", config.CertificateKeyARN: "arn"}, "", "set together with " + config.CertificateKeyARN},
		{"no tenant", with(config.TenantID + "="), "", config.TenantID + " is not set"},
		{"no client", with(config.ClientID + "="), "", config.ClientID + " is not set"},
		{"no service root", with(config.ServiceRootURL + "="), "", config.ServiceRootURL + " is not set"},
		{"certificate alone", map[string]string{config.CertificateKeyARN: "arn", config.CertificateThumbprint: thumbprint}, "", config.TenantID + " is not set"},
		{"no thumbprint", with(config.CertificateKeyARN + "=arn"), "", config.CertificateThumbprint + ": expected the SHA-256"},
		{"a SHA-1 thumbprint", with(config.CertificateKeyARN+"=arn", config.CertificateThumbprint+"="+thumbprint[:40]), "", config.CertificateThumbprint + ": expected the SHA-256"},
		{"no key", with(config.CertificateThumbprint + "=" + thumbprint), "", config.CertificateKeyARN + " is not set"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := config.FromEnv(func(name string) string { return tt.env[name] })
			switch {
			case tt.err == "" && (err != nil || c.Way() != tt.way):
				t.Errorf("way %q, %v, want %q", c.Way(), err, tt.way)
			case tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)):
				t.Errorf("error %v, want %q", err, tt.err)
			}
		})
	}
}

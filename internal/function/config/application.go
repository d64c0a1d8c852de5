package config

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"sns-dynamics/internal/dynamics/auth"
)

// The variables of a function without a stored secret.
const (
	// TenantID names the variable that holds the Microsoft Entra tenant, its id or one of
	// its domains.
	TenantID = "DYNAMICS_TENANT_ID"
	// ClientID names the variable that holds the application (client) id.
	ClientID = "DYNAMICS_CLIENT_ID"
	// ServiceRootURL names the variable that holds the Web API of the environment.
	ServiceRootURL = "DYNAMICS_SERVICE_ROOT_URL"
	// AuthorityHost names the variable that holds the host to sign in at, if it does not
	// follow from the service root.
	AuthorityHost = "DYNAMICS_AUTHORITY_HOST"
	// CertificateKeyARN names the variable that holds the ARN of the KMS key that signs
	// for a certificate of the application.
	CertificateKeyARN = "DYNAMICS_CERTIFICATE_KEY_ARN"
	// CertificateThumbprint names the variable that holds the SHA-256 of that certificate,
	// as 64 hexadecimal digits.
	CertificateThumbprint = "DYNAMICS_CERTIFICATE_THUMBPRINT"
)

// Application is the application of a function without a stored secret. Its fields are
// empty if the function has a secret.
type Application struct {
	TenantID, ClientID, ServiceRootURL string
	// AuthorityHost is empty if it follows from ServiceRootURL.
	AuthorityHost string
	// CertificateKeyARN and CertificateThumbprint are empty for federation.
	CertificateKeyARN, CertificateThumbprint string
}

// Way is the way to sign in: [auth.WaySecret], [auth.WayFederation] or
// [auth.WayCertificate].
func (c Config) Way() string {
	switch {
	case c.SecretARN != "":
		return auth.WaySecret
	case c.CertificateKeyARN != "":
		return auth.WayCertificate
	}
	return auth.WayFederation
}

var thumbprint = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9A-Fa-f]{64}$`) })

// ApplicationFromEnv reads the application through getenv, without a check.
func ApplicationFromEnv(getenv func(string) string) Application {
	return Application{
		TenantID: getenv(TenantID), ClientID: getenv(ClientID), ServiceRootURL: getenv(ServiceRootURL), AuthorityHost: getenv(AuthorityHost),
		CertificateKeyARN: getenv(CertificateKeyARN), CertificateThumbprint: getenv(CertificateThumbprint),
	}
}

// signIn reads the variables of the two ways to sign in, and requires exactly one way.
func (c *Config) signIn(getenv func(string) string) error {
	c.SecretARN = getenv(SecretARN)
	c.Application = ApplicationFromEnv(getenv)
	switch {
	case c.SecretARN != "" && c.Application == Application{}:
		return nil
	case c.SecretARN != "":
		return fmt.Errorf("environment variable %s is set together with %s: expected one way to sign in", SecretARN, strings.Join(c.Application.names(), ", "))
	case c.Application == Application{}:
		return fmt.Errorf("environment variable %s is not set: expected the ARN of the secret with the Dataverse credentials, or %s, %s and %s", SecretARN, TenantID, ClientID, ServiceRootURL)
	}
	for _, name := range []string{TenantID, ClientID, ServiceRootURL} {
		if getenv(name) == "" {
			return fmt.Errorf("environment variable %s is not set: a function without %s needs it", name, SecretARN)
		}
	}
	switch {
	case c.CertificateKeyARN == "" && c.CertificateThumbprint != "":
		return fmt.Errorf("environment variable %s is not set: %s needs it", CertificateKeyARN, CertificateThumbprint)
	case c.CertificateKeyARN != "" && !thumbprint().MatchString(c.CertificateThumbprint):
		return fmt.Errorf("environment variable %s: expected the SHA-256 of the certificate, 64 hexadecimal digits", CertificateThumbprint)
	}
	return nil
}

// names returns the names of the variables that are set.
func (a Application) names() []string {
	var names []string
	for _, v := range []struct{ name, value string }{
		{TenantID, a.TenantID}, {ClientID, a.ClientID}, {ServiceRootURL, a.ServiceRootURL}, {AuthorityHost, a.AuthorityHost},
		{CertificateKeyARN, a.CertificateKeyARN}, {CertificateThumbprint, a.CertificateThumbprint},
	} {
		if v.value != "" {
			names = append(names, v.name)
		}
	}
	return names
}

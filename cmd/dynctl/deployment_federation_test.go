package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/operator/setup"
)

// functionRole and functionKey are the role of the function and the access key of its
// sessions.
const (
	functionRole = "arn:aws:iam::111122223333:role/relay/sns-dynamics-FunctionRole-1A2B3C"
	functionKey  = "ASIAFUNCTIONEXAMPLE"
	operatorRole = "arn:aws:iam::111122223333:role/Operator"
)

// federationChanges are the changes to a deployment without a stored secret. The first
// changes must come first.
func (d *deployment) federationChanges() map[string]func() {
	credential := func(role string, change func(*emulator.FederatedCredential)) {
		d.cloud.EnableFederation()
		c := emulator.FederatedCredential{ID: "1", Name: "aws-" + role, Issuer: d.cloud.Issuer(), Subject: role, Audience: "api://AzureADTokenExchange"}
		change(&c)
		d.ts.Check(d.dataverse.AddFederatedCredential(c))
	}
	return map[string]func(){
		"federated": func() { d.withoutSecret(config.Application{}) },
		"certified": func() {
			key := d.cloud.AddSigningKey()
			der, _, err := setup.SelfSigned(context.Background(), d.cloud.Config(), setup.Certificate{KeyARN: key, CommonName: "x", From: time.Now().Add(-time.Hour), To: time.Now().Add(time.Hour)})
			d.ts.Check(err)
			d.ts.Check(d.dataverse.AddCertificate(der))
			sum := sha256.Sum256(der)
			d.withoutSecret(config.Application{CertificateKeyARN: key, CertificateThumbprint: hex.EncodeToString(sum[:])})
		},
		"key-disabled":   func() { d.cloud.DisableKey(d.stack.Parameters["CertificateKeyArn"]) },
		"federation-on":  func() { d.cloud.EnableFederation() },
		"credential":     func() { credential(functionRole, func(*emulator.FederatedCredential) {}) },
		"operator":       func() { credential(operatorRole, func(*emulator.FederatedCredential) {}) },
		"other-issuer":   func() { credential(functionRole, func(c *emulator.FederatedCredential) { c.Issuer += "/" }) },
		"other-subject":  func() { credential(functionRole+"X", func(*emulator.FederatedCredential) {}) },
		"other-audience": func() { credential(functionRole, func(c *emulator.FederatedCredential) { c.Audience = "api://x" }) },
		"propagation": func() {
			d.dataverse.Fail(99, emulator.Fault{
				Service: emulator.Entra, Status: http.StatusBadRequest, Header: http.Header{"Content-Type": {"application/json"}},
				Body: `{"error":"invalid_request","error_description":"AADSTS70021: No matching federated identity record found for presented assertion.","error_codes":[70021]}`,
			})
		},
	}
}

// withoutSecret gives the stack and its function an application in the place of a secret.
// The function runs for real.
func (d *deployment) withoutSecret(more config.Application) {
	connection := d.dataverse.Connection()
	app := config.Application{
		TenantID: connection.TenantID, ClientID: connection.ClientID, ServiceRootURL: connection.ServiceRootURL, AuthorityHost: connection.AuthorityHost,
		CertificateKeyARN: more.CertificateKeyARN, CertificateThumbprint: more.CertificateThumbprint,
	}
	delete(d.stack.Outputs, "SecretArn")
	d.stack.Outputs["FunctionRoleArn"] = functionRole
	for name, value := range map[string]string{
		"SecretArn": "", "TenantId": app.TenantID, "ClientId": app.ClientID, "ServiceRootUrl": app.ServiceRootURL, "AuthorityHost": app.AuthorityHost,
		"CertificateKeyArn": app.CertificateKeyARN, "CertificateThumbprint": app.CertificateThumbprint,
	} {
		d.stack.Parameters[name] = value
	}
	d.cloud.SetRole(functionKey, functionRole)
	account := d.cloud.Config()
	account.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: functionKey, SecretAccessKey: "x"}, nil
	})
	c := config.Config{Application: app}
	c.Environments, c.EnvironmentsErr = config.ParseEnvironments(d.stack.Parameters["EnvironmentNames"], d.stack.Parameters["EnvironmentSecretArns"])
	h := function.New(function.Config{Config: c, AWS: account, Log: slog.New(slog.NewJSONHandler(&bytes.Buffer{}, nil))})
	d.function.Handler = func(payload []byte) ([]byte, string) {
		out, err := h.Serve(context.Background(), payload)
		if err != nil {
			return []byte(`{"errorMessage":"failed"}`), "Unhandled"
		}
		text, err := json.Marshal(out)
		d.ts.Check(err)
		return text, ""
	}
}

package function_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/handler"
	operatorsetup "sns-dynamics/internal/operator/setup"
)

// role is the role of the function.
const role = "arn:aws:iam::111122223333:role/relay/Function"

// world is an AWS account and a Dataverse environment.
type world struct {
	*emulator.Server
	cloud *awsemulator.Cloud
	log   *bytes.Buffer
}

func newWorld(t *testing.T) world {
	t.Helper()
	server, err := emulator.Start("127.0.0.1:0", emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	w := world{server, awsemulator.StartTest(t, awsemulator.Options{}), &bytes.Buffer{}}
	w.cloud.SetRole("", role)
	return w
}

// federate enables federation and makes the credential, except for the changes.
func (w world) federate(t *testing.T, change func(*emulator.FederatedCredential)) {
	t.Helper()
	w.cloud.EnableFederation()
	c := emulator.FederatedCredential{Name: "aws", Issuer: w.cloud.Issuer(), Subject: role, Audience: "api://AzureADTokenExchange"}
	if change != nil {
		change(&c)
	}
	if err := w.AddFederatedCredential(c); err != nil {
		t.Fatal(err)
	}
}

// certify makes a key and its certificate, and returns ARN and thumbprint.
func (w world) certify(t *testing.T) (keyARN, thumbprint string) {
	t.Helper()
	keyARN = w.cloud.AddSigningKey()
	der, _, err := operatorsetup.SelfSigned(t.Context(), w.cloud.Config(), operatorsetup.Certificate{KeyARN: keyARN, CommonName: "sns-dynamics", From: time.Now(), To: time.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.AddCertificate(der); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(der)
	return keyARN, hex.EncodeToString(sum[:])
}

// application is the configuration of a function without a stored secret.
func (w world) application() config.Application {
	c := w.Connection()
	return config.Application{TenantID: c.TenantID, ClientID: c.ClientID, ServiceRootURL: c.ServiceRootURL, AuthorityHost: c.AuthorityHost}
}

func (w world) function(c config.Config) *handler.Handler {
	c.MetricsNamespace = "N"
	return function.New(function.Config{Config: c, AWS: w.cloud.Config(), Log: slog.New(slog.NewJSONHandler(w.log, nil)), Output: &bytes.Buffer{}})
}

// TestWaysToSignIn carries out a message in each way, and wants a new assertion for each
// token.
func TestWaysToSignIn(t *testing.T) {
	for _, way := range []string{"secret", "federation", "certificate"} {
		t.Run(way, func(t *testing.T) {
			w := newWorld(t)
			c := config.Config{SecretARN: w.cloud.AddSecret("dynamics", secretOf(w.Server))}
			if way != "secret" {
				c = config.Config{Application: w.application()}
			}
			switch way {
			case "federation":
				w.federate(t, nil)
			case "certificate":
				c.CertificateKeyARN, c.CertificateThumbprint = w.certify(t)
			}
			h := w.function(c)
			for range 2 {
				if _, err := h.Invoke(t.Context(), []byte(refusedEvent)); err != nil {
					t.Fatal(err)
				}
				w.RevokeTokens()
			}
			rows, err := w.Rows("contacts")
			if err != nil {
				t.Fatal(err)
			}
			found := 0
			for _, r := range rows {
				if strings.Contains(string(r), `"Brown"`) {
					found++
				}
			}
			if found != 1 || strings.Contains(w.log.String(), `"class"`) {
				t.Errorf("%d rows, want one\n%s", found, w.log)
			}
			if strings.Contains(w.log.String(), "eyJ") {
				t.Errorf("the log has a token:\n%s", w.log)
			}
		})
	}
}

// TestCheckSignIn wants the response to say what a sign-in finds, and no change of a row.
func TestCheckSignIn(t *testing.T) {
	spell := func(change func(*emulator.FederatedCredential)) func(*testing.T, world, *config.Config) {
		return func(t *testing.T, w world, _ *config.Config) { w.federate(t, change) }
	}
	refuse := func(code string) func(*testing.T, world, *config.Config) {
		return func(t *testing.T, w world, _ *config.Config) {
			w.federate(t, nil)
			w.Fail(9, emulator.Fault{
				Service: emulator.Entra, Status: http.StatusBadRequest, Header: http.Header{"Content-Type": {"application/json"}},
				Body: `{"error":"invalid_client","error_description":"AADSTS` + code + `: No matching federated identity record found.","error_codes":[` + code + `]}`,
			})
		}
	}
	for _, tt := range []struct {
		name      string
		prepare   func(*testing.T, world, *config.Config)
		way       string
		hasToken  bool
		class     string
		code, fix string
	}{
		{name: "well", prepare: spell(nil), way: "federation", hasToken: true},
		{name: "a certificate", prepare: func(t *testing.T, w world, c *config.Config) {
			c.CertificateKeyARN, c.CertificateThumbprint = w.certify(t)
		}, way: "certificate", hasToken: true},
		{name: "another certificate", prepare: func(t *testing.T, w world, c *config.Config) {
			c.CertificateKeyARN, _ = w.certify(t)
			_, c.CertificateThumbprint = w.certify(t)
		}, way: "certificate", class: "misconfigured", code: "AADSTS700027", fix: "upload the certificate"},
		{name: "a secret", prepare: func(_ *testing.T, w world, c *config.Config) {
			*c = config.Config{SecretARN: w.cloud.AddSecret("dynamics", secretOf(w.Server))}
		}, way: "secret", hasToken: true},
		{name: "federation off", prepare: func(*testing.T, world, *config.Config) {}, way: "federation", class: "misconfigured",
			code: "OutboundWebIdentityFederationDisabled", fix: "aws iam enable-outbound-web-identity-federation"},
		{name: "no credential", prepare: func(_ *testing.T, w world, _ *config.Config) { w.cloud.EnableFederation() }, way: "federation",
			class: "misconfigured", code: "AADSTS70025", fix: "make the credential"},
		{name: "issuer", prepare: spell(func(c *emulator.FederatedCredential) { c.Issuer += "/" }), way: "federation",
			class: "misconfigured", code: "AADSTS700211", fix: "correct the issuer"},
		{name: "audience", prepare: spell(func(c *emulator.FederatedCredential) { c.Audience += "s" }), way: "federation",
			class: "misconfigured", code: "AADSTS700212", fix: "correct the audience"},
		{name: "subject", prepare: spell(func(c *emulator.FederatedCredential) { c.Subject += "s" }), way: "federation",
			class: "misconfigured", code: "AADSTS700213", fix: "correct the subject"},
		{name: "case", prepare: spell(func(c *emulator.FederatedCredential) { c.Subject = strings.ToUpper(c.Subject) }), way: "federation",
			class: "misconfigured", code: "AADSTS7002138", fix: "in its case"},
		{name: "time", prepare: refuse("700024"), way: "federation", class: "misconfigured", code: "AADSTS700024", fix: "check the clock"},
		{name: "made a minute ago", prepare: refuse("70021"), way: "federation", class: "unavailable", code: "AADSTS70021"},
		{name: "no user", prepare: func(t *testing.T, w world, _ *config.Config) {
			w.federate(t, nil)
			w.Fail(9, emulator.Fault{Service: emulator.Dataverse, Status: http.StatusForbidden, Header: http.Header{"Content-Type": {"application/json"}},
				Body: `{"error":{"code":"0x80072560","message":"The user is not a member of the organization."}}`})
		}, way: "federation", hasToken: true, class: "misconfigured", code: "0x80072560", fix: "application"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			c := config.Config{Application: w.application()}
			tt.prepare(t, w, &c)
			changes := w.Changes()
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			answer, err := w.function(c).Serve(ctx, []byte(`{"check": "sign-in"}`))
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(answer)
			if err != nil {
				t.Fatal(err)
			}
			var s handler.SignIn
			if err := json.Unmarshal(text, &s); err != nil {
				t.Fatal(err)
			}
			if s.Check != "sign-in" || s.Way != tt.way || s.HasToken != tt.hasToken || s.Class != tt.class || s.Code != tt.code || !strings.Contains(s.Fix, tt.fix) {
				t.Errorf("%s", text)
			}
			if (s.UserID == emulator.ApplicationUserID) != (tt.class == "") || w.Changes() != changes {
				t.Errorf("user %q, %d changes: %s", s.UserID, w.Changes()-changes, text)
			}
			if !strings.Contains(w.log.String(), `"check":"sign-in"`) {
				t.Errorf("log: %s", w.log)
			}
		})
	}
}

// TestServeOtherEvents wants the error of Invoke for every other event.
func TestServeOtherEvents(t *testing.T) {
	w := newWorld(t)
	h := w.function(config.Config{Application: w.application()})
	for _, event := range []string{`{"check":"sign-in","Records":[]}`, `{"check":"other"}`, `{}`, `[]`, `{"check":["sign-in"]}`} {
		if _, err := h.Serve(t.Context(), []byte(event)); err == nil || !strings.Contains(err.Error(), "decode the event") {
			t.Errorf("%s: %v, want the error of another event", event, err)
		}
	}
}

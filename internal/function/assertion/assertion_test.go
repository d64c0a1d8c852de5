package assertion_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/function/assertion"
	"sns-dynamics/internal/operation"
)

var fingerprint = strings.Repeat("ab", 32)

// application returns credentials without an asserter.
func application(t *testing.T) auth.Credentials {
	t.Helper()
	c, err := auth.Application("contoso.example", "client", "https://org.crm4.dynamics.com", "")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// once returns the configuration of clients that send a call once.
func once(c *awsemulator.Cloud) aws.Config {
	config := c.Config()
	config.Retryer = func() aws.Retryer { return aws.NopRetryer{} }
	return config
}

// claims returns the claims of a JSON Web Token.
func claims(t *testing.T, token string, part int) (c map[string]any) {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[part])
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCertificate holds the header and the claims that Microsoft documents.
func TestCertificate(t *testing.T) {
	cloud := awsemulator.StartTest(t, awsemulator.Options{})
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	c := assertion.NewCertificate(once(cloud), cloud.AddSigningKey(), fingerprint, func() time.Time { return now })
	ids := map[any]bool{}
	for range 2 {
		token, err := c.Assertion(t.Context(), application(t))
		if err != nil {
			t.Fatal(err)
		}
		sum, _ := hex.DecodeString(fingerprint)
		header, got := claims(t, token, 0), claims(t, token, 1)
		if header["alg"] != "PS256" || header["typ"] != "JWT" || header["x5t#S256"] != base64.RawURLEncoding.EncodeToString(sum) || len(header) != 3 {
			t.Errorf("header %v", header)
		}
		ids[got["jti"]] = true
		at := float64(now.Unix())
		if got["aud"] != "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token" || got["iss"] != "client" || got["sub"] != "client" ||
			got["iat"] != at || got["nbf"] != at || got["exp"] != at+300 {
			t.Errorf("claims %v", got)
		}
	}
	if len(ids) != 2 {
		t.Errorf("ids %v, want a new id for each assertion", ids)
	}
}

// TestFederation asks for a token of the audience of the cloud, for 300 seconds.
func TestFederation(t *testing.T) {
	cloud := awsemulator.StartTest(t, awsemulator.Options{})
	cloud.EnableFederation()
	for authority, audience := range map[string]string{
		"https://login.microsoftonline.com":         "api://AzureADTokenExchange",
		"https://login.microsoftonline.us":          "api://AzureADTokenExchangeUSGov",
		"https://login.partner.microsoftonline.cn":  "api://AzureADTokenExchangeChina",
		"http://127.0.0.1:1":                        "api://AzureADTokenExchange",
		"https://login.microsoftonline.us.attacker": "api://AzureADTokenExchange",
	} {
		of := application(t)
		of.AuthorityHost = authority
		token, err := assertion.NewFederation(once(cloud)).Assertion(t.Context(), of)
		if err != nil {
			t.Fatal(err)
		}
		got := claims(t, token, 1)
		if got["aud"] != audience || got["exp"].(float64)-got["iat"].(float64) != 300 {
			t.Errorf("%s: claims %v, want audience %s", authority, got, audience)
		}
	}
}

// TestFailures tells what may pass from what somebody has to mend, and keeps the texts of
// the services out of the errors.
func TestFailures(t *testing.T) {
	xml := func(status int, code string) awsemulator.Fault {
		return awsemulator.Fault{Status: status, Code: code, Message: "canary"}
	}
	federation := func(c *awsemulator.Cloud) auth.Asserter { return assertion.NewFederation(once(c)) }
	certificate := func(c *awsemulator.Cloud) auth.Asserter {
		return assertion.NewCertificate(once(c), c.AddSigningKey(), fingerprint, nil)
	}
	for _, tt := range []struct {
		name  string
		make  func(*awsemulator.Cloud) auth.Asserter
		fault *awsemulator.Fault
		class operation.Class
		code  string
		text  string
	}{
		{"federation off", federation, nil, operation.Misconfigured, "OutboundWebIdentityFederationDisabled", "403"},
		{"not allowed", federation, new(xml(403, "AccessDenied")), operation.Misconfigured, "AccessDenied", "403 AccessDenied"},
		{"session too short", federation, new(xml(403, "SessionDurationEscalationException")), operation.Misconfigured, "SessionDurationEscalation", "403"},
		{"throttled", federation, new(xml(400, "Throttling")), operation.Unavailable, "Throttling", "credentials unavailable"},
		{"out of order", federation, new(xml(500, "InternalFailure")), operation.Unavailable, "InternalFailure", "credentials unavailable"},
		{"key not allowed", certificate, new(xml(400, "AccessDeniedException")), operation.Misconfigured, "AccessDenied", "sign the assertion with key arn:aws:kms:"},
		{"key disabled", certificate, new(xml(400, "DisabledException")), operation.Misconfigured, "Disabled", "sign the assertion"},
		{"key service out of order", certificate, new(xml(500, "KMSInternalException")), operation.Unavailable, "KMSInternal", "credentials unavailable"},
		{"thumbprint", func(c *awsemulator.Cloud) auth.Asserter { return assertion.NewCertificate(once(c), "arn", "ab", nil) }, nil, operation.Misconfigured, "", "SHA-256"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cloud := awsemulator.StartTest(t, awsemulator.Options{})
			a := tt.make(cloud)
			if tt.fault != nil {
				for _, s := range []awsemulator.Service{awsemulator.STS, awsemulator.KMS} {
					tt.fault.Service = s
					cloud.Fail(1, *tt.fault)
				}
			}
			_, err := a.Assertion(t.Context(), application(t))
			if _, ok := errors.AsType[*auth.AssertionError](err); !ok {
				t.Fatalf("%v is no AssertionError", err)
			}
			if got := dynamics.ClassOf(err); got != tt.class || dynamics.CodeOf(err) != tt.code {
				t.Errorf("class %s, code %q, want %s, %q", got, dynamics.CodeOf(err), tt.class, tt.code)
			}
			if !strings.Contains(err.Error(), tt.text) || strings.Contains(err.Error(), "canary") || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want %q", err, tt.text)
			}
		})
	}
}

// TestUnreachable is of class unavailable.
func TestUnreachable(t *testing.T) {
	cloud := awsemulator.StartTest(t, awsemulator.Options{})
	c := once(cloud)
	c.HTTPClient = &http.Client{Transport: broken{}}
	for _, a := range []auth.Asserter{assertion.NewFederation(c), assertion.NewCertificate(c, "arn", fingerprint, nil)} {
		if _, err := a.Assertion(t.Context(), application(t)); dynamics.ClassOf(err) != operation.Unavailable {
			t.Errorf("%T: %v, want unavailable", a, err)
		}
	}
}

type broken struct{}

func (broken) RoundTrip(*http.Request) (*http.Response, error) { return nil, errors.New("broken") }

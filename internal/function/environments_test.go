package function_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/credentials"
	"sns-dynamics/internal/function/handler"
)

// signIn lets the function sign in to an environment.
func signIn(t *testing.T, h *handler.Handler, environment string) handler.SignIn {
	t.Helper()
	answer, err := h.Serve(t.Context(), []byte(`{"check": "sign-in", "environment": "`+environment+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	s, ok := answer.(*handler.SignIn)
	if !ok {
		t.Fatalf("Serve = %T, want the response to a check", answer)
	}
	return *s
}

// without removes a field from the JSON of a secret.
func without(t *testing.T, secret, field string) string {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal([]byte(secret), &fields); err != nil {
		t.Fatal(err)
	}
	delete(fields, field)
	text, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestEnvironmentsSignIn signs in to an environment in each way, with and without a client
// secret in the secret of the environment. Only the environment that is asked for gets a
// request for a token.
func TestEnvironmentsSignIn(t *testing.T) {
	for _, tt := range []struct {
		way             string
		hasClientSecret bool
		want            string // a part of the error; empty for none
	}{
		{"secret", true, ""},
		{"secret", false, "field clientSecret: missing"},
		{"federation", true, ""},
		{"federation", false, ""},
		{"certificate", true, ""},
		{"certificate", false, ""},
	} {
		name := tt.way + " and no client secret"
		if tt.hasClientSecret {
			name = tt.way
		}
		t.Run(name, func(t *testing.T) {
			w, other := newWorld(t), newWorld(t)
			c := config.Config{SecretARN: w.cloud.AddSecret("dynamics", secretOf(w.Server))}
			if tt.way != "secret" {
				c = config.Config{Application: w.application()}
			}
			stored := secretOf(other.Server)
			if !tt.hasClientSecret {
				stored = without(t, stored, "clientSecret")
			}
			c.Environments = []config.Environment{
				{Name: "apac", SecretARN: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:gone"},
				{Name: "emea", SecretARN: w.cloud.AddSecret("emea", stored)},
			}
			switch tt.way {
			case "federation":
				other.cloud = w.cloud
				other.federate(t, nil)
			case "certificate":
				other.cloud = w.cloud
				c.CertificateKeyARN, c.CertificateThumbprint = other.certify(t)
			}
			h := w.function(c)
			s := signIn(t, h, "emea")
			switch {
			case tt.want == "" && (s.Error != "" || s.UserID != emulator.ApplicationUserID):
				t.Errorf("%+v, want a sign-in", s)
			case tt.want != "" && (!strings.Contains(s.Error, tt.want) || s.Class != "misconfigured" || s.UserID != ""):
				t.Errorf("%+v, want the error %q", s, tt.want)
			}
			if s.Environment != "emea" || s.Way != "" {
				t.Errorf("%+v, want the environment", s)
			}
			if gone := signIn(t, h, "apac"); !strings.Contains(gone.Error, "read secret") || gone.HasToken {
				t.Errorf("%+v, want that the secret is not there", gone)
			}
			if n := len(w.Requests()); n > 0 {
				t.Errorf("%d requests to the default environment, want none", n)
			}
		})
	}
}

// TestUnknownEnvironment names the environments of the function, or what is wrong with the
// lists.
func TestUnknownEnvironment(t *testing.T) {
	w := newWorld(t)
	two := []config.Environment{{Name: "emea", SecretARN: "x"}, {Name: "apac", SecretARN: "x"}}
	for _, tt := range []struct {
		name string
		c    config.Config
		want string
	}{
		{"of two", config.Config{Environments: two}, `find environment "latam": the function has apac, emea and the default environment`},
		{"of none", config.Config{}, `find environment "latam": the function has only the default environment`},
		{"of lists that do not go together", config.Config{EnvironmentsErr: errors.New("variable: wrong")}, `find environment "latam": variable: wrong`},
	} {
		tt.c.SecretARN = w.cloud.AddSecret("dynamics", secretOf(w.Server))
		h := w.function(tt.c)
		s := signIn(t, h, "latam")
		if s.Error != tt.want || s.Class != "misconfigured" || s.Code != "environment" || !strings.Contains(s.Fix, "EnvironmentNames") {
			t.Errorf("%s: %+v, want %q", tt.name, s, tt.want)
		}
		if s := signIn(t, h, ""); s.Error != "" || s.UserID == "" {
			t.Errorf("%s: %+v, want that the default environment works", tt.name, s)
		}
	}
}

// TestAssertionsGoToTheAuthority: whoever may write the secret of an environment could
// otherwise send the proof of the function's role to a host of their own.
func TestAssertionsGoToTheAuthority(t *testing.T) {
	cloud := awsemulator.StartTest(t, awsemulator.Options{})
	for _, tt := range []struct {
		name, standard, given string // the authority hosts of the default environment and of the secret
		hasClientSecret       bool
		want                  string // the authority host; empty if it is refused
	}{
		{"none", "", "", false, "https://login.microsoftonline.com"},
		{"the host of the cloud", "", "login.microsoftonline.com", false, "https://login.microsoftonline.com"},
		{"the host of the default environment", "login.contoso.example", "https://login.contoso.example/", false, "https://login.contoso.example"},
		{"a host of theirs", "", "login.attacker.example", false, ""},
		{"a host of theirs, beside another default", "login.contoso.example", "login.attacker.example", false, ""},
		{"the host of another cloud", "", "login.microsoftonline.us", false, ""},
		{"a host of theirs, with a client secret of theirs", "", "login.attacker.example", true, "https://login.attacker.example"},
	} {
		fields := map[string]string{"tenantId": "contoso.example", "clientId": "c", "serviceRootUrl": "https://emea.crm4.dynamics.com", "authorityHost": tt.given}
		if tt.hasClientSecret {
			fields["clientSecret"] = "s"
		}
		text, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		c := config.Config{Application: config.Application{TenantID: "contoso.example", ClientID: "c", ServiceRootURL: "https://org.crm4.dynamics.com", AuthorityHost: tt.standard}}
		e := config.Environment{Name: "emea", SecretARN: cloud.AddSecret("emea", string(text))}
		got, err := credentials.OfEnvironment(c, e, cloud.Config(), nil)(t.Context())
		switch {
		case tt.want == "" && (err == nil || !strings.Contains(err.Error(), "field authorityHost: expected none") || got != auth.Credentials{}):
			t.Errorf("%s: %v, %v, want a refusal", tt.name, got.AuthorityHost, err)
		case tt.want != "" && (err != nil || got.AuthorityHost != tt.want || (got.Asserter == nil) != tt.hasClientSecret):
			t.Errorf("%s: %v, %v, want %s", tt.name, got.AuthorityHost, err, tt.want)
		}
	}
}

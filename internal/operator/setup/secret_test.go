package setup_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/operator/setup"
)

var fields = setup.Fields{TenantID: "t", ClientID: "c", ClientSecret: "s3cret", ServiceRootURL: "https://org.crm4.dynamics.com/api/data/v9.2/"}

const full = `{"clientId":"c","clientSecret":"s3cret","serviceRootUrl":"https://org.crm4.dynamics.com/api/data/v9.2/","tenantId":"t"}`

func TestSecret(t *testing.T) {
	for _, tt := range []struct {
		name    string
		before  string // "" means that there is no secret, "-" that it has no value
		fields  setup.Fields
		outcome string
		want    string
	}{
		{"new", "", fields, "created", full},
		{"without a value", "-", fields, "updated", full},
		{"the same", full, fields, "unchanged", full},
		{"nothing given", full, setup.Fields{}, "unchanged", full},
		{"another client secret", full, setup.Fields{ClientSecret: "new"}, "updated", strings.Replace(full, "s3cret", "new", 1)},
		{"fields of others", `{"owner":{"n":9007199254740993},"tenantId":"old"}`, fields, "updated", strings.Replace(full, `"service`, `"owner":{"n":9007199254740993},"service`, 1)},
		{"the host to sign in at", full, setup.Fields{AuthorityHost: "login.microsoftonline.us"}, "updated", strings.Replace(full, `{`, `{"authorityHost":"login.microsoftonline.us",`, 1)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := awsemulator.StartTest(t, awsemulator.Options{})
			if tt.before != "" {
				c.AddSecret("dynamics", strings.TrimPrefix(tt.before, "-"))
			}
			draft, err := setup.Prepare(t.Context(), c.Config(), "dynamics", tt.fields)
			if err != nil {
				t.Fatal(err)
			}
			if now, _ := c.Secret("dynamics"); now != strings.TrimPrefix(tt.before, "-") {
				t.Errorf("Prepare wrote %s", now)
			}
			written, err := draft.Write(t.Context(), c.Config())
			if err != nil || written.Outcome != tt.outcome || written.ARN != awsemulator.SecretARN("dynamics") || (written.Version == "") != (tt.outcome == "unchanged") {
				t.Errorf("Write = %+v, %v, want %s", written, err, tt.outcome)
			}
			if now, _ := c.Secret("dynamics"); now != tt.want {
				t.Errorf("the secret is %s, want %s", now, tt.want)
			}
		})
	}
}

// TestSecretByARN: an ARN is not the name of a new secret.
func TestSecretByARN(t *testing.T) {
	c := awsemulator.StartTest(t, awsemulator.Options{})
	id := c.AddSecret("dynamics", "")
	for id, want := range map[string]string{id: "", awsemulator.SecretARN("other"): "can't find"} {
		draft, err := setup.Prepare(t.Context(), c.Config(), id, fields)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = draft.Write(t.Context(), c.Config()); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("Write to %s = %v, want %q", id, err, want)
		}
	}
}

// TestSecretLeftAlone writes nothing, and shows no value.
func TestSecretLeftAlone(t *testing.T) {
	for name, tt := range map[string]struct {
		before string
		fields setup.Fields
		fault  string // of Secrets Manager
		want   string
	}{
		"no JSON":           {"hunter2", fields, "", "something else than a JSON object"},
		"a list":            {`["hunter2"]`, fields, "", "something else than a JSON object"},
		"null":              {"null", fields, "", "something else than a JSON object"},
		"a field missing":   {`{"clientSecret":"hunter2"}`, setup.Fields{TenantID: "t"}, "", "field clientId: missing"},
		"not to be read":    {full, fields, "AccessDeniedException", "read secret dynamics"},
		"a malformed field": {full, setup.Fields{TenantID: "a/b"}, "", "field tenantId"},
	} {
		t.Run(name, func(t *testing.T) {
			c := awsemulator.StartTest(t, awsemulator.Options{})
			c.AddSecret("dynamics", tt.before)
			if tt.fault != "" {
				c.Fail(1, awsemulator.Fault{Operation: "GetSecretValue", Code: tt.fault})
			}
			_, err := setup.Prepare(t.Context(), c.Config(), "dynamics", tt.fields)
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("Prepare = %v, want %q and nothing of the value", err, tt.want)
			}
		})
	}
}

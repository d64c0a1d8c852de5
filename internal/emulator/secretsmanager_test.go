package emulator_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func (c *client) secret(target, body string) response {
	c.Helper()
	return c.do("POST", c.conn.AWSEndpointURL+"/", []byte(body), map[string]string{
		"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target, "Authorization": "AWS4-HMAC-SHA256 Credential=x",
	})
}

func TestGetSecretValue(t *testing.T) {
	c := start(t, emulator.Options{})
	for _, id := range []string{c.conn.SecretARN, emulator.SecretName} {
		r := c.secret("secretsmanager.GetSecretValue", `{"SecretId":"`+id+`"}`)
		var secret map[string]string
		text, _ := r.json(t)["SecretString"].(string)
		if err := json.Unmarshal([]byte(text), &secret); err != nil || r.status != 200 {
			t.Fatalf("%d %s: %v", r.status, r.body, err)
		}
		for name, want := range map[string]string{
			"tenantId": c.conn.TenantID, "clientId": c.conn.ClientID, "clientSecret": c.conn.ClientSecret,
			"serviceRootUrl": c.conn.ServiceRootURL, "authorityHost": c.conn.AuthorityHost,
		} {
			if secret[name] != want {
				t.Errorf("%s is %q, want %q", name, secret[name], want)
			}
		}
	}
	c.SetSecretString("plain text")
	r := c.secret("secretsmanager.GetSecretValue", `{"SecretId":"`+c.conn.SecretARN+`","VersionStage":"AWSCURRENT"}`)
	if got := r.json(t)["SecretString"]; got != "plain text" {
		t.Errorf("secret string %q", got)
	}
	for _, rec := range c.Requests() {
		if strings.Contains(string(rec.ResponseBody), "plain text") || strings.Contains(string(rec.ResponseBody), c.conn.ClientSecret) || rec.Header.Get("Authorization") != "[redacted]" {
			t.Errorf("a secret in %+v", rec)
		}
	}
}

func TestSecretsManagerRefusals(t *testing.T) {
	c := start(t, emulator.Options{})
	for _, tt := range []struct {
		target, body string
		status       int
		want         string
	}{
		{"secretsmanager.GetSecretValue", `{"SecretId":"other"}`, 400, `"__type":"ResourceNotFoundException"`},
		{"secretsmanager.GetSecretValue", `{"SecretId":"` + emulator.SecretName + `","VersionStage":"AWSPREVIOUS"}`, 400, "ResourceNotFoundException"},
		{"secretsmanager.GetSecretValue", `{`, 400, "SerializationException"},
		{"secretsmanager.ListSecrets", `{}`, 501, `ListSecrets`},
	} {
		r := c.secret(tt.target, tt.body)
		if r.status != tt.status || !strings.Contains(string(r.body), tt.want) {
			t.Errorf("%s %s: %d %s, want %s", tt.target, tt.body, r.status, r.body, tt.want)
		}
	}
}

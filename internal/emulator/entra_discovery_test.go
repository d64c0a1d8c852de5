package emulator_test

import (
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestDiscovery(t *testing.T) {
	c := start(t, emulator.Options{})
	of := c.conn.AuthorityHost + "/" + c.conn.TenantID
	r := c.do("GET", of+"/v2.0/.well-known/openid-configuration", nil, nil)
	got := r.json(t)
	if r.status != 200 || got["token_endpoint"] != of+"/oauth2/v2.0/token" || got["issuer"] != of+"/v2.0" || got["authorization_endpoint"] != of+"/oauth2/v2.0/authorize" {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := c.do("GET", c.conn.AuthorityHost+"/other/v2.0/.well-known/openid-configuration", nil, nil); r.status != 400 || r.json(t)["error"] != "invalid_request" {
		t.Errorf("another tenant: %d %s", r.status, r.body)
	}
	if r := c.do("GET", of+"/.well-known/openid-configuration", nil, nil); r.status != 501 {
		t.Errorf("the endpoint of version 1: %d %s", r.status, r.body)
	}
}

package emulator_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/emulator"
)

const bearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// tokenPart is a part of a JSON Web Token.
func tokenPart(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// federatedToken makes a federated identity credential of a new issuer, and returns a token of
// it.
func (c *client) federatedToken() string {
	c.Helper()
	t, ok := c.TB.(*testing.T)
	if !ok {
		c.Fatal("a benchmark has no federated token")
	}
	key := newKey(t)
	iss, _ := issuer(t, key)
	if err := c.AddFederatedCredential(emulator.FederatedCredential{Name: "sample", Issuer: iss, Subject: "s", Audience: "a"}); err != nil {
		t.Fatal(err)
	}
	return webToken(t, key, map[string]any{"alg": "RS256", "kid": "1"}, map[string]any{"iss": iss, "sub": "s", "aud": "a", "jti": rand.Text(), "exp": fixedClock().Unix() + 300})
}

// webToken signs a JSON Web Token, by PS256 if its header says so, else by RS256.
func webToken(t *testing.T, key *rsa.PrivateKey, header, claims map[string]any) string {
	t.Helper()
	signed := tokenPart(t, header) + "." + tokenPart(t, claims)
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	if header["alg"] == "PS256" {
		signature, err = rsa.SignPSS(rand.Reader, key, crypto.SHA256, digest[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	}
	if err != nil {
		t.Fatal(err)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func newKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// changed is a copy of a map with other members; nil removes a member.
func changed(of map[string]any, with map[string]any) map[string]any {
	c := maps.Clone(of)
	for name, value := range with {
		if c[name] = value; value == nil {
			delete(c, name)
		}
	}
	return c
}

// assert sends a client assertion, and wants the number of a refusal; "" is a token.
func (c *client) assert(assertion, want string) {
	c.Helper()
	r := c.requestToken(func(f url.Values) {
		f.Del("client_secret")
		f.Set("client_assertion_type", bearer)
		f.Set("client_assertion", assertion)
	})
	switch {
	case want == "" && r.status != 200:
		c.Errorf("%d %s, want a token", r.status, r.body)
	case want == "501" && (r.status != 501 || !strings.Contains(string(r.body), "does not know")):
		c.Errorf("%d %s, want 501", r.status, r.body)
	case want != "" && want != "501" && (r.status != 401 && r.status != 400 || !strings.Contains(string(r.body), `"AADSTS`+want+`: `)):
		c.Errorf("%d %s, want AADSTS%s", r.status, r.body, want)
	}
}

// issuer serves the key set of a key.
func issuer(t *testing.T, key *rsa.PrivateKey) (url string, requests *int) {
	t.Helper()
	requests = new(int)
	var s *httptest.Server
	s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*requests++
		switch r.URL.Path {
		case "/.well-known/openid-configuration":
			_ = json.NewEncoder(w).Encode(map[string]string{"issuer": s.URL, "jwks_uri": s.URL + "/keys"})
		case "/keys":
			_ = json.NewEncoder(w).Encode(map[string]any{"keys": []any{map[string]string{"kty": "EC", "kid": "other"}, map[string]string{
				"kty": "RSA", "kid": "1", "n": base64.RawURLEncoding.EncodeToString(key.N.Bytes()), "e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes()),
			}}})
		}
	}))
	t.Cleanup(s.Close)
	return s.URL, requests
}

// TestFederatedAssertion checks each claim of a federated token, and its signature.
func TestFederatedAssertion(t *testing.T) {
	now := fixedClock()
	c := start(t, emulator.Options{Now: func() time.Time { return now }})
	key, other := newKey(t), newKey(t)
	iss, requests := issuer(t, key)
	const role = "arn:aws:iam::111122223333:role/Relay"
	header := map[string]any{"alg": "RS256", "typ": "JWT", "kid": "1"}
	valid := map[string]any{"iss": iss, "sub": role, "aud": "api://AzureADTokenExchange", "iat": now.Unix(), "exp": now.Unix() + 300}
	token := func(key *rsa.PrivateKey, h, claims map[string]any) string {
		return webToken(t, key, changed(header, h), changed(changed(valid, map[string]any{"jti": rand.Text()}), claims))
	}
	c.assert(token(key, nil, nil), "70025")
	if err := c.AddFederatedCredential(emulator.FederatedCredential{Name: "aws", Issuer: iss, Subject: role, Audience: "api://AzureADTokenExchange"}); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		key    *rsa.PrivateKey
		header map[string]any
		claims map[string]any
		want   string
	}{
		"valid":             {},
		"list of one":       {claims: map[string]any{"aud": []string{"api://AzureADTokenExchange"}}},
		"issuer":            {claims: map[string]any{"iss": "https://elsewhere.example"}, want: "700211"},
		"issuer with slash": {claims: map[string]any{"iss": iss + "/"}, want: "700211"},
		"subject":           {claims: map[string]any{"sub": role + "2"}, want: "700213"},
		"case":              {claims: map[string]any{"sub": strings.ToLower(role)}, want: "7002138"},
		"audience":          {claims: map[string]any{"aud": "api://other"}, want: "700212"},
		"two audiences":     {claims: map[string]any{"aud": []string{"api://AzureADTokenExchange", "x"}}, want: "700212"},
		"another key":       {key: other, want: "700027"},
		"unknown key":       {header: map[string]any{"kid": "2"}, want: "700027"},
		"algorithm":         {header: map[string]any{"alg": "PS256"}, want: "501"},
		"no algorithm":      {header: map[string]any{"alg": "none"}, want: "501"},
		"expired":           {claims: map[string]any{"exp": now.Unix() - 301}, want: "700024"},
		"not yet":           {claims: map[string]any{"nbf": now.Unix() + 301}, want: "700024"},
		"no expiry":         {claims: map[string]any{"exp": nil}, want: "50027"},
		"no jti":            {claims: map[string]any{"jti": nil}, want: "501"},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.key == nil {
				tt.key = key
			}
			c := &client{TB: t, Server: c.Server, conn: c.conn}
			c.assert(token(tt.key, tt.header, tt.claims), tt.want)
		})
	}
	c.assert("no token", "50027")
	once := token(key, nil, nil)
	c.assert(once, "")
	c.assert(once, "501")
	if *requests > 8 {
		t.Errorf("%d requests to the issuer, want the key set kept", *requests)
	}
	for _, r := range c.Requests() {
		if strings.Contains(string(r.Body), "eyJ") {
			t.Errorf("a record has the assertion: %s", r.Body)
		}
	}
	c.RemoveFederatedCredentials()
	c.assert(token(key, nil, nil), "70025")
}

// TestCertificateAssertion checks each claim of an assertion for a certificate.
func TestCertificateAssertion(t *testing.T) {
	now := fixedClock()
	c := start(t, emulator.Options{Now: func() time.Time { return now }})
	key, other := newKey(t), newKey(t)
	certify := func(from, to time.Time) (thumbprint string) {
		der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "x"}, NotBefore: from, NotAfter: to},
			&x509.Certificate{}, &key.PublicKey, key)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddCertificate(der); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(der)
		return base64.RawURLEncoding.EncodeToString(sum[:])
	}
	good, old := certify(now.Add(-time.Hour), now.Add(time.Hour)), certify(now.Add(-2*time.Hour), now.Add(-time.Hour))
	endpoint := c.conn.AuthorityHost + "/" + c.conn.TenantID + "/oauth2/v2.0/token"
	header := map[string]any{"alg": "PS256", "typ": "JWT", "x5t#S256": good}
	valid := map[string]any{"iss": c.conn.ClientID, "sub": c.conn.ClientID, "aud": endpoint, "nbf": now.Unix(), "exp": now.Unix() + 300}
	for name, tt := range map[string]struct {
		key            *rsa.PrivateKey
		header, claims map[string]any
		want           string
	}{
		"valid":               {},
		"another key":         {key: other, want: "700027"},
		"unknown certificate": {header: map[string]any{"x5t#S256": "AAAA"}, want: "700027"},
		"expired certificate": {header: map[string]any{"x5t#S256": old}, want: "700027"},
		"RS256":               {header: map[string]any{"alg": "RS256"}, want: "501"},
		"SHA-1":               {header: map[string]any{"x5t": "AAAA", "x5t#S256": nil}, want: "501"},
		"issuer":              {claims: map[string]any{"iss": emulator.TenantID}, want: "700021"},
		"subject":             {claims: map[string]any{"sub": emulator.TenantID}, want: "700021"},
		"audience":            {claims: map[string]any{"aud": c.conn.AuthorityHost}, want: "700023"},
		"expired":             {claims: map[string]any{"exp": now.Unix() - 301}, want: "700024"},
		"not yet":             {claims: map[string]any{"nbf": now.Unix() + 301}, want: "700024"},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.key == nil {
				tt.key = key
			}
			c := &client{TB: t, Server: c.Server, conn: c.conn}
			c.assert(webToken(t, tt.key, changed(header, tt.header), changed(changed(valid, map[string]any{"jti": rand.Text()}), tt.claims)), tt.want)
		})
	}
	for _, bad := range [][]byte{nil, []byte("x")} {
		if c.AddCertificate(bad) == nil {
			t.Errorf("AddCertificate accepts %q", bad)
		}
	}
}

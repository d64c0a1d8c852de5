package dynamics

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Credentials are what an application signs in with, and where.
type Credentials struct {
	// TenantID is the Microsoft Entra tenant, its GUID or a domain of it.
	TenantID string
	// ClientID is the application (client) id of the app registration.
	ClientID string
	// ClientSecret is the value of a client secret, not its id.
	ClientSecret string
	// Root is the Web API of the environment.
	Root Root
	// AuthorityHost is the scheme and host to sign in at.
	AuthorityHost string
	// Token is an access token for Root that somebody signed in for already; it
	// is used as it is. Empty means to sign in.
	Token string
}

// ParseCredentials reads the JSON that the secret holds:
//
//	{"tenantId": "…", "clientId": "…", "clientSecret": "…",
//	 "serviceRootUrl": "https://org.api.crm4.dynamics.com/api/data/v9.2/",
//	 "authorityHost": "login.microsoftonline.com"}
//
// authorityHost may be left out; it then follows from the host of
// serviceRootUrl. Fields of other names are ignored, as a secret may serve
// others too. An error names the field and never repeats a value.
func ParseCredentials(secret []byte) (Credentials, error) {
	var s struct {
		TenantID       string `json:"tenantId"`
		ClientID       string `json:"clientId"`
		ClientSecret   string `json:"clientSecret"`
		ServiceRootURL string `json:"serviceRootUrl"`
		AuthorityHost  string `json:"authorityHost"`
	}
	if err := json.Unmarshal(secret, &s); err != nil {
		// A syntax error quotes a character of the secret; only the type
		// error, which names the field, is worth repeating.
		if te, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && te.Field != "" {
			return Credentials{}, fmt.Errorf("secret: field %s: expected a string, got %s", te.Field, te.Value)
		}
		return Credentials{}, errors.New("secret: not a JSON object: expected tenantId, clientId, clientSecret and serviceRootUrl")
	}
	for _, f := range []struct{ name, value string }{
		{"tenantId", s.TenantID}, {"clientId", s.ClientID},
		{"clientSecret", s.ClientSecret}, {"serviceRootUrl", s.ServiceRootURL},
	} {
		if strings.TrimSpace(f.value) == "" {
			return Credentials{}, fmt.Errorf("secret: field %s: missing", f.name)
		}
	}
	if !IsTenant(s.TenantID) {
		return Credentials{}, errors.New("secret: field tenantId: expected a GUID or a domain name")
	}
	root, err := ParseRoot(s.ServiceRootURL)
	if err != nil {
		return Credentials{}, fmt.Errorf("secret: field serviceRootUrl: %w", err)
	}
	authority := root.Authority()
	if s.AuthorityHost != "" {
		u, err := parseOrigin(s.AuthorityHost)
		if err != nil {
			return Credentials{}, fmt.Errorf("secret: field authorityHost: %w", err)
		}
		if strings.Trim(u.Path, "/") != "" {
			return Credentials{}, errors.New("secret: field authorityHost: expected a host without a path")
		}
		authority = u.Scheme + "://" + u.Host
	}
	return Credentials{
		TenantID: s.TenantID, ClientID: s.ClientID, ClientSecret: s.ClientSecret,
		Root: root, AuthorityHost: authority,
	}, nil
}

// IsTenant reports whether a text can be a tenant, its GUID or a domain of it. One
// that can does not change the path of a URL that it stands in.
func IsTenant(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r > 0x7f || !isLetter(byte(r)) && !isDigit(byte(r)) && r != '-' && r != '.'
	}) && !strings.HasPrefix(s, ".")
}

// tokenURL is the token endpoint of the Microsoft identity platform v2.0.
func (c Credentials) tokenURL() string {
	return c.AuthorityHost + "/" + c.TenantID + "/oauth2/v2.0/token"
}

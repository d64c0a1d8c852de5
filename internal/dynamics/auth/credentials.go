package auth

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"sns-dynamics/internal/dynamics/webapi"
)

// Credentials are the id of an application and what proves it, with the environment and
// the authority to sign in at. Credentials are comparable.
type Credentials struct {
	// TenantID is the Microsoft Entra tenant, its GUID or a domain of it.
	TenantID string
	// ClientID is the application (client) id of the app registration.
	ClientID string
	// ClientSecret is the value of a client secret, not its id.
	ClientSecret string
	// Asserter makes the client assertions; nil means that ClientSecret is sent.
	Asserter Asserter
	// Root is the Web API of the environment.
	Root webapi.Root
	// AuthorityHost is the scheme and host to sign in at.
	AuthorityHost string
	// Token is an access token for Root that another program signed in for. The client uses
	// it unchanged. Empty means that the client signs in.
	Token string
}

// ParseCredentials reads the JSON that the secret holds:
//
//	{"tenantId": "…", "clientId": "…", "clientSecret": "…",
//	 "serviceRootUrl": "https://org.api.crm4.dynamics.com/api/data/v9.2/",
//	 "authorityHost": "login.microsoftonline.com"}
//
// authorityHost is optional; without it, the host of serviceRootUrl decides the authority.
// ParseCredentials ignores other fields. It returns an error if the secret is no JSON
// object, or if a field is missing or has a wrong value. The error names the field, or all
// fields that are missing, and never repeats a value.
func ParseCredentials(secret []byte) (Credentials, error) { return ParseCredentialsWith(secret, nil) }

// ParseCredentialsWith reads the JSON of [ParseCredentials]. If the field clientSecret is
// missing, the credentials have the asserter in its place. A nil asserter makes that an error.
func ParseCredentialsWith(secret []byte, asserter Asserter) (Credentials, error) {
	var s struct {
		TenantID       string `json:"tenantId"`
		ClientID       string `json:"clientId"`
		ClientSecret   string `json:"clientSecret"`
		ServiceRootURL string `json:"serviceRootUrl"`
		AuthorityHost  string `json:"authorityHost"`
	}
	if err := json.Unmarshal(secret, &s); err != nil {
		// A syntax error quotes a character of the secret. A type error names the field,
		// and only this error may be repeated.
		if te, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && te.Field != "" {
			return Credentials{}, fmt.Errorf("secret: field %s: expected a string, got %s", te.Field, te.Value)
		}
		return Credentials{}, errors.New("secret: not a JSON object: expected tenantId, clientId, clientSecret and serviceRootUrl")
	}
	hasSecret := strings.TrimSpace(s.ClientSecret) != ""
	var missing []string
	for _, f := range []struct{ name, value, expected string }{
		{"tenantId", s.TenantID, "the id or a domain of the Microsoft Entra tenant"},
		{"clientId", s.ClientID, "the application (client) id of the app registration"},
		{"clientSecret", s.ClientSecret, "the value of a client secret"},
		{"serviceRootUrl", s.ServiceRootURL, "the URL of the environment, such as https://org.crm4.dynamics.com/"},
	} {
		if strings.TrimSpace(f.value) == "" && !(f.name == "clientSecret" && asserter != nil) {
			missing = append(missing, "field "+f.name+": missing: expected "+f.expected)
		}
	}
	if missing != nil {
		return Credentials{}, errors.New("secret: " + strings.Join(missing, "; "))
	}
	c, err := Application(s.TenantID, s.ClientID, s.ServiceRootURL, s.AuthorityHost)
	if err != nil {
		return Credentials{}, fmt.Errorf("secret: %w", err)
	}
	if hasSecret {
		c.ClientSecret = s.ClientSecret
	} else {
		c.Asserter = asserter
	}
	return c, nil
}

// Application returns the credentials of an application that has neither a client secret
// nor an asserter yet. tenantID, clientID, serviceRootURL and authorityHost have the
// meaning of the fields of [ParseCredentials]. The error names the field, such as "field
// tenantId", and never repeats a value.
func Application(tenantID, clientID, serviceRootURL, authorityHost string) (Credentials, error) {
	if !IsTenant(tenantID) {
		return Credentials{}, errors.New("field tenantId: expected a GUID or a domain name")
	}
	root, err := webapi.ParseRoot(serviceRootURL)
	if err != nil {
		return Credentials{}, fmt.Errorf("field serviceRootUrl: %w", err)
	}
	authority := root.Authority()
	if authorityHost != "" {
		u, err := webapi.ParseOrigin(authorityHost)
		if err != nil {
			return Credentials{}, fmt.Errorf("field authorityHost: %w", err)
		}
		if strings.Trim(u.Path, "/") != "" {
			return Credentials{}, errors.New("field authorityHost: expected a host without a path")
		}
		authority = u.Scheme + "://" + u.Host
	}
	return Credentials{TenantID: tenantID, ClientID: clientID, Root: root, AuthorityHost: authority}, nil
}

// IsTenant reports whether a text can be a tenant: its GUID or one of its domains. Such
// a text does not change the path of a URL that contains it.
func IsTenant(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		isLetter := 'a' <= r|0x20 && r|0x20 <= 'z'
		return !isLetter && (r < '0' || r > '9') && r != '-' && r != '.'
	}) && !strings.HasPrefix(s, ".")
}

// TokenURL is the token endpoint of the Microsoft identity platform v2.0.
func (c Credentials) TokenURL() string {
	return c.AuthorityHost + "/" + c.TenantID + "/oauth2/v2.0/token"
}

// ErrCredentialsUnavailable is wrapped by an error of Session.Credentials, and by an
// [*AssertionError], that may pass without help: the service that keeps the credentials,
// or that signs the assertion, did not respond.
var ErrCredentialsUnavailable = errors.New("credentials unavailable")

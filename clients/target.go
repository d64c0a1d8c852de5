package main

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"sns-dynamics/internal/dynamics"
)

// The variables that name a real environment, and who signs in.
const (
	envURL          = "DATAVERSE_URL"
	envTenantID     = "DATAVERSE_TENANT_ID"
	envClientID     = "DATAVERSE_CLIENT_ID"
	envClientSecret = "DATAVERSE_CLIENT_SECRET"
	// Optional: the e-mail addresses of a user to act for, who may create contacts,
	// and of one who has no security role.
	envUser            = "DATAVERSE_USER_EMAIL"
	envUserWithoutRole = "DATAVERSE_USER_WITHOUT_ROLE_EMAIL"
)

// target is an environment, and what a program is told of it in one line of JSON on
// its standard input, where nobody else reads the secret.
type target struct {
	Origin          string `json:"origin"`
	Authority       string `json:"authority"`
	Tenant          string `json:"tenant"`
	ClientID        string `json:"clientId"`
	ClientSecret    string `json:"clientSecret"`
	Run             string `json:"run"`
	Emulated        bool   `json:"emulated"`
	User            string `json:"user,omitempty"`
	UserWithoutRole string `json:"userWithoutRole,omitempty"`

	credentials dynamics.Credentials
	transport   http.RoundTripper // nil is the usual one
	ca          string            // the file of the certificate to trust; "" for those of the system
}

// environmentOf reads the environment that the variables name; false if they name
// none.
func environmentOf(getenv func(string) string) (t target, found bool, err error) {
	if getenv(envURL) == "" {
		return t, false, nil
	}
	for _, name := range []string{envTenantID, envClientID, envClientSecret} {
		if getenv(name) == "" {
			return t, false, fmt.Errorf("%s is set, and %s is not", envURL, name)
		}
	}
	for _, name := range []string{envUser, envUserWithoutRole} {
		if v := getenv(name); v != "" && (!dynamics.IsEmail(v) || strings.ContainsAny(v, "'\"")) {
			return t, false, fmt.Errorf("%s: expected an e-mail address without quotes", name)
		}
	}
	root, err := dynamics.ParseRoot(getenv(envURL))
	if err != nil {
		return t, false, fmt.Errorf("%s: %w", envURL, err)
	}
	secret := map[string]string{
		"serviceRootUrl": root.String(), "tenantId": getenv(envTenantID), "clientId": getenv(envClientID), "clientSecret": getenv(envClientSecret),
	}
	// An environment on this machine is an emulator, which signs in as well.
	origin := strings.TrimSuffix(root.Scope(), "/.default")
	if u, err := url.Parse(origin); err == nil && dynamics.IsLoopback(u.Hostname()) {
		secret["authorityHost"] = origin
	}
	t, err = newTarget(origin, secret)
	t.User, t.UserWithoutRole = getenv(envUser), getenv(envUserWithoutRole)
	return t, true, err
}

// newTarget checks the fields of a secret, as the function would.
func newTarget(origin string, secret map[string]string) (target, error) {
	text, err := json.Marshal(secret)
	if err != nil {
		return target{}, err
	}
	c, err := dynamics.ParseCredentials(text)
	if err != nil {
		return target{}, err
	}
	if !strings.HasPrefix(origin, "https://") {
		return target{}, errors.New("the clients take https alone: serve the emulator with --tls")
	}
	return target{
		Origin: origin, Authority: c.AuthorityHost, Tenant: c.TenantID, ClientID: c.ClientID, ClientSecret: c.ClientSecret, credentials: c,
	}, nil
}

// A run's id is a part of the name of every row that it makes.
var runGrammar = regexp.MustCompile(`^snsd-\d{8}-[0-9a-f]{6}$`)

func newRun(now time.Time) string {
	var b [3]byte
	rand.Read(b[:]) // never fails
	return now.UTC().Format("snsd-20060102-") + hex.EncodeToString(b[:])
}

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

	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/operation"
)

// The variables for a real environment and the application that signs in.
const (
	envURL          = "DATAVERSE_URL"
	envTenantID     = "DATAVERSE_TENANT_ID"
	envClientID     = "DATAVERSE_CLIENT_ID"
	envClientSecret = "DATAVERSE_CLIENT_SECRET"
	// Optional: the e-mail address of a user to act for, who may create contacts, and the
	// e-mail address of a user without a security role.
	envUser            = "DATAVERSE_USER_EMAIL"
	envUserWithoutRole = "DATAVERSE_USER_WITHOUT_ROLE_EMAIL"
)

// target describes an environment. A program reads it as one line of JSON from its standard
// input, where no other process can read the secret.
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

	credentials auth.Credentials
	transport   http.RoundTripper // nil means the default transport
	ca          string            // the file of the certificate to trust; "" means the certificates of the system
}

// environmentOf reads the environment that the variables name. found is false if they name
// no environment.
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
		if v := getenv(name); v != "" && (!operation.IsEmail(v) || strings.ContainsAny(v, "'\"")) {
			return t, false, fmt.Errorf("%s: expected an e-mail address without quotes", name)
		}
	}
	root, err := webapi.ParseRoot(getenv(envURL))
	if err != nil {
		return t, false, fmt.Errorf("%s: %w", envURL, err)
	}
	secret := map[string]string{
		"serviceRootUrl": root.String(), "tenantId": getenv(envTenantID), "clientId": getenv(envClientID), "clientSecret": getenv(envClientSecret),
	}
	// An environment on this machine is an emulator, which also serves the token endpoint.
	origin := strings.TrimSuffix(root.Scope(), "/.default")
	if u, err := url.Parse(origin); err == nil && webapi.IsLoopback(u.Hostname()) {
		secret["authorityHost"] = origin
	}
	t, err = newTarget(origin, secret)
	t.User, t.UserWithoutRole = getenv(envUser), getenv(envUserWithoutRole)
	return t, true, err
}

// newTarget checks the fields of a secret with the rules of the function.
func newTarget(origin string, secret map[string]string) (target, error) {
	text, err := json.Marshal(secret)
	if err != nil {
		return target{}, err
	}
	c, err := auth.ParseCredentials(text)
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

// The name of every row contains the id of the run that made it.
var runGrammar = regexp.MustCompile(`^snsd-\d{8}-[0-9a-f]{6}$`)

func newRun(now time.Time) string {
	var b [3]byte
	rand.Read(b[:]) // never fails
	return now.UTC().Format("snsd-20060102-") + hex.EncodeToString(b[:])
}

package setup

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"sns-dynamics/internal/dynamics/webapi"
)

// Consent is a request for an administrator's consent to an application.
type Consent struct {
	// TenantID is the Microsoft Entra tenant, its GUID or one of its domains.
	TenantID string
	// ClientID is the application (client) id of the app registration.
	ClientID string
	// Root is the environment that the application is to use.
	Root webapi.Root
	// RedirectURI is a redirect URI of the app registration.
	RedirectURI string
	// State is a random value that the redirect returns. It must stay secret.
	State string
}

// URL returns the URL that the administrator opens in a browser.
//
// See https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
func (c Consent) URL() string {
	query := url.Values{
		"client_id": {c.ClientID}, "scope": {c.Root.Scope()}, "redirect_uri": {c.RedirectURI}, "state": {c.State},
	}
	return c.Root.Authority() + "/" + url.PathEscape(c.TenantID) + "/v2.0/adminconsent?" + query.Encode()
}

// CheckRedirectURI returns an error for a redirect URI that Microsoft Entra ID does not
// accept, or that uses plain HTTP to another machine. The error describes a valid redirect
// URI.
//
// See https://learn.microsoft.com/entra/identity-platform/reply-url
func CheckRedirectURI(uri string) error {
	u, err := url.Parse(uri)
	switch {
	case err != nil || u.Hostname() == "" || u.User != nil || u.Fragment != "":
		return errors.New("redirect URI: expected one such as https://localhost/ or http://localhost:8085/")
	case u.Scheme == "https" || u.Scheme == "http" && webapi.IsLoopback(u.Hostname()):
		return nil
	}
	return errors.New("redirect URI: expected https, or http to a loopback address")
}

// listenAddress returns the address and path to listen on for a redirect URI.
func listenAddress(uri string) (address, path string, err error) {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "http" || !webapi.IsLoopback(u.Hostname()) {
		return "", "", fmt.Errorf("redirect URI %s: expected http to a loopback address, such as http://localhost:8085/, to listen for it", uri)
	}
	host, port := u.Hostname(), u.Port()
	if host == "localhost" {
		host = "127.0.0.1"
	}
	if port == "" {
		port = "80"
	}
	return net.JoinHostPort(host, port), "/" + strings.TrimPrefix(u.Path, "/"), nil
}

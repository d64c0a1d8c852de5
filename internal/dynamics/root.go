package dynamics

import (
	"errors"
	"net"
	"net/url"
	"regexp"
	"strings"
)

// defaultPath is the Web API's path of the version this client is written to,
// for a service root given as a bare host.
const defaultPath = "/api/data/v9.2/"

// Root is a service root URL, such as
// https://org.api.crm4.dynamics.com/api/data/v9.2/.
type Root struct {
	origin string // scheme and host
	path   string // starts and ends with a slash
	host   string // without the port
}

// ParseRoot reads a service root URL as Dynamics shows it under Settings >
// Customizations > Developer Resources. A bare host, with or without https://,
// gets the path of Web API v9.2. Anything but https is refused, loopback hosts
// excepted.
func ParseRoot(s string) (Root, error) {
	u, err := parseOrigin(s)
	if err != nil {
		return Root{}, err
	}
	path := u.Path
	if path == "" || path == "/" {
		path = defaultPath
	}
	path = strings.TrimSuffix(path, "/") + "/"
	if ok, _ := regexp.MatchString(`^(/[A-Za-z0-9_-]+)?/api/data/v\d+\.\d+/$`, path); !ok {
		return Root{}, errors.New("the path is not that of the Web API: expected /api/data/v9.2/")
	}
	return Root{origin: u.Scheme + "://" + u.Host, path: path, host: u.Hostname()}, nil
}

// String is the URL, with its closing slash.
func (r Root) String() string { return r.origin + r.path }

// Scope is what a token, or an administrator's consent, is asked for.
func (r Root) Scope() string { return r.origin + "/.default" }

// row is the absolute URL of a row.
func (r Root) row(entitySet string, row Row) string {
	return r.String() + escape(entitySet) + "(" + row.predicate() + ")"
}

// Authority is the scheme and host to sign in at: those of the cloud that the
// organisation's domain belongs to. The United States' GCC is on the worldwide
// one, so the domain decides and not the country.
//
// See https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
func (r Root) Authority() string {
	clouds := []struct{ domain, authority string }{
		{".microsoftdynamics.us", "https://login.microsoftonline.us"},
		{".appsplatform.us", "https://login.microsoftonline.us"},
		{".dynamics.cn", "https://login.chinacloudapi.cn"},
	}
	for _, c := range clouds {
		if strings.HasSuffix(strings.ToLower(r.host), c.domain) {
			return c.authority
		}
	}
	return "https://login.microsoftonline.com"
}

// parseOrigin reads a host or a URL that a credential may be sent to.
func parseOrigin(s string) (*url.URL, error) {
	s = strings.TrimSpace(s)
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	switch {
	case err != nil:
		// url.Error repeats its input, which may be a secret pasted into the
		// wrong field.
		return nil, errors.New("is not a URL")
	case u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("expected a host or a URL without user, query and fragment")
	case u.Scheme != "https" && (u.Scheme != "http" || !IsLoopback(u.Hostname())):
		return nil, errors.New("scheme refused: expected https")
	}
	return u, nil
}

// IsLoopback reports whether a host, without its port, is this machine, so that plain
// HTTP to it cannot be read on the way.
func IsLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
